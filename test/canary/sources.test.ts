import { kindOfCase, openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { SOURCES } from './sources.cases.ts';

testCases(openCanaryAws(), sampleRows(SOURCES, { every: 5, kindsOf: kindOfCase }));
