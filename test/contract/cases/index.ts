import type { Case } from '../case.ts';
import { AUTHORIZE_CASES } from './authorize.ts';
import { DESCRIBE_CASES } from './describe.ts';
import { IDENTITY_CASES } from './identity.ts';
import { QUOTA_CASES } from './quota.ts';
import { REVOKE_CASES } from './revoke.ts';

export const CASES: readonly Case[] = [
  ...AUTHORIZE_CASES,
  ...QUOTA_CASES,
  ...REVOKE_CASES,
  ...DESCRIBE_CASES,
  ...IDENTITY_CASES,
];
