import { openWorld, testCases } from '../support/canary-stage.ts';
import { HOSTILE } from './hostile.cases.ts';

testCases(openWorld(), HOSTILE);
