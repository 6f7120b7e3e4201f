import { openWorld, testCases } from '#test/support/canary-stage.ts';
import { SOURCES } from './sources.cases.ts';

testCases(openWorld(), SOURCES);
