import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { CRASHES } from './crashes.cases.ts';

testCases(openWorld(), CRASHES);
