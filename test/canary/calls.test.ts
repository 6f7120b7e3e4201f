import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { CALLS } from './conversation.cases.ts';

testCases(openCanaryAws(), CALLS);
