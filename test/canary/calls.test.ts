import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { CALLS } from './conversation.cases.ts';

testCases(openCanaryAws(), sampleRows(CALLS, { every: 1 }));
