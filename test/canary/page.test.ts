import { openWorld, testCases } from '../support/canary-stage.ts';
import { PAGES } from './page.cases.ts';

testCases(openWorld(), PAGES);
