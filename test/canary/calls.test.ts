import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { CALLS } from './conversation.cases.ts';

testCases(openWorld(), CALLS);
