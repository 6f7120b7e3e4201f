import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { ADDRESSES } from './addresses.cases.ts';

testCases(openWorld(), ADDRESSES);
