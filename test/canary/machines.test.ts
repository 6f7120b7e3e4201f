import { kindOfCase, openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { MACHINES } from './machines.cases.ts';

testCases(openCanaryAws(), sampleRows(MACHINES, { every: 6, kindsOf: kindOfCase }));
