import { kindOfCase, openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { CRASHES } from './crashes.cases.ts';

testCases(openCanaryAws(), sampleRows(CRASHES, { every: 5, kindsOf: kindOfCase }));
