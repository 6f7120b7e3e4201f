import { openWorld, testCases } from '../support/canary-stage.ts';
import { CALLS } from './conversation.cases.ts';

testCases(openWorld(), CALLS);
