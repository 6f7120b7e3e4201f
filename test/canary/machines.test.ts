import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { MACHINES } from './machines.cases.ts';

testCases(openCanaryAws(), MACHINES);
