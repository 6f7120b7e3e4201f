import { openWorld, testCases } from '../support/canary-stage.ts';
import { SOURCES } from './sources.cases.ts';

testCases(openWorld(), SOURCES);
