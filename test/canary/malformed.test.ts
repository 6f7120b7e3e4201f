import { openWorld, testCases } from '../support/canary-stage.ts';
import { MALFORMED } from './malformed.cases.ts';

testCases(openWorld(), MALFORMED);
