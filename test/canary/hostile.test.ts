import { kindOfCase, openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { HOSTILE } from './hostile.cases.ts';

testCases(openCanaryAws(), sampleRows(HOSTILE, { every: 5, kindsOf: kindOfCase }));
