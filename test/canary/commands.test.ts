import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { COMMANDS } from './commands.cases.ts';

testCases(openWorld(), COMMANDS);
