import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { SOURCES } from './sources.cases.ts';

testCases(openCanaryAws(), SOURCES);
