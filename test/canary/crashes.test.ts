import { openWorld, testCases } from '../support/canary-stage.ts';
import { CRASHES } from './crashes.cases.ts';

testCases(openWorld(), CRASHES);
