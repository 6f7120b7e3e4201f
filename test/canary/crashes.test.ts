import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { CRASHES } from './crashes.cases.ts';

testCases(openCanaryAws(), CRASHES);
