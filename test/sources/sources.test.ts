import { describe } from 'vitest';
import { testSourceRows, openObservedSandbox } from '#test/support/credentials/source-rows.ts';
import { CHAINS } from './chains.rows.ts';
import { MACHINES } from './machines.rows.ts';
import { MFA } from './mfa.rows.ts';
import { ORDER } from './order.rows.ts';
import { REQUIRED } from './required.rows.ts';
import { SIGN_INS } from './sign-ins.rows.ts';

const aws = openObservedSandbox();

describe('the order of credentials', () => testSourceRows(aws, ORDER));
describe('sign-ins', () => testSourceRows(aws, SIGN_INS));
describe('machines', () => testSourceRows(aws, MACHINES));
describe('roles', () => testSourceRows(aws, CHAINS));
describe('MFA', () => testSourceRows(aws, MFA));
describe('required roles', () => testSourceRows(aws, REQUIRED));
