import { describe } from 'vitest';
import { testSources, witness } from '#test/support/sources.ts';
import { CHAINS } from './chains.rows.ts';
import { MACHINES } from './machines.rows.ts';
import { MFA } from './mfa.rows.ts';
import { ORDER } from './order.rows.ts';
import { REQUIRED } from './required.rows.ts';
import { SIGN_INS } from './sign-ins.rows.ts';

const aws = witness();

describe('the order of credentials', () => testSources(aws, ORDER));
describe('sign-ins', () => testSources(aws, SIGN_INS));
describe('machines', () => testSources(aws, MACHINES));
describe('roles', () => testSources(aws, CHAINS));
describe('MFA', () => testSources(aws, MFA));
describe('required roles', () => testSources(aws, REQUIRED));
