import { openCanaryAws, testCases } from '#test/support/canary/run-case.ts';
import { sampleRows } from '#test/support/harness/test-size.ts';
import { COMMANDS } from './commands.cases.ts';

testCases(openCanaryAws(), sampleRows(COMMANDS, { every: 5 }));
