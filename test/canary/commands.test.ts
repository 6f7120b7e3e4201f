import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { COMMANDS } from './commands.cases.ts';

testCases(openCanaryAws(), COMMANDS);
