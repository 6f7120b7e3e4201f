import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { MALFORMED } from './malformed.cases.ts';

testCases(openCanaryAws(), MALFORMED);
