import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { HOSTILE } from './hostile.cases.ts';

testCases(openWorld(), HOSTILE);
