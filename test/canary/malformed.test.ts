import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { MALFORMED } from './malformed.cases.ts';

testCases(openCanaryAws(), sampleRows(MALFORMED, { every: 3 }));
