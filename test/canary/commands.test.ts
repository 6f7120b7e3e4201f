import { openWorld, testCases } from '../support/canary-stage.ts';
import { COMMANDS } from './commands.cases.ts';

testCases(openWorld(), COMMANDS);
