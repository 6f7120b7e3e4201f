import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { PAGES } from './page.cases.ts';

testCases(openCanaryAws(), sampleRows(PAGES, { every: 4 }));
