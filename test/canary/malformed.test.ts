import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { MALFORMED } from './malformed.cases.ts';

testCases(openWorld(), MALFORMED);
