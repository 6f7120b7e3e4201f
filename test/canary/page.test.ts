import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { PAGES } from './page.cases.ts';

testCases(openWorld(), PAGES);
