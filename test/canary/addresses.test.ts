import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { ADDRESSES } from './addresses.cases.ts';

testCases(openCanaryAws(), sampleRows(ADDRESSES, { every: 3 }));
