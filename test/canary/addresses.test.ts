import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { ADDRESSES } from './addresses.cases.ts';

testCases(openCanaryAws(), ADDRESSES);
