import { openWorld, testCases } from '../support/canary-stage.ts';
import { ADDRESSES } from './addresses.cases.ts';

testCases(openWorld(), ADDRESSES);
