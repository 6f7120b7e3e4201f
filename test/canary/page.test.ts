import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { PAGES } from './page.cases.ts';

testCases(openCanaryAws(), PAGES);
