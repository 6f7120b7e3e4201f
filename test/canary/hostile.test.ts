import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { HOSTILE } from './hostile.cases.ts';

testCases(openCanaryAws(), HOSTILE);
