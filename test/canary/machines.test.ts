import { openWorld, testCases } from '../support/canary-stage.ts';
import { MACHINES } from './machines.cases.ts';

testCases(openWorld(), MACHINES);
