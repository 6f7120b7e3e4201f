import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { MACHINES } from './machines.cases.ts';

testCases(openWorld(), MACHINES);
