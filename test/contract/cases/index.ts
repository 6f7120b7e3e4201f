import type { ContractCase } from '#test/contract/case.ts';
import { ACCESS_KEY_CASES } from './access-keys.ts';
import { AUTHORIZE_CASES } from './authorize.ts';
import { DESCRIBE_CASES } from './describe.ts';
import { DESCRIBE_ANEW_CASES } from './describe-rules-anew.ts';
import { IDENTITY_CASES } from './identity.ts';
import { MODIFY_CASES } from './modify-rules.ts';
import { QUOTA_CASES } from './quota.ts';
import { REVOKE_CASES } from './revoke.ts';
import { ROLE_CASES } from './roles.ts';

export const CASES: readonly ContractCase[] = [
  ...AUTHORIZE_CASES,
  ...QUOTA_CASES,
  ...REVOKE_CASES,
  ...DESCRIBE_ANEW_CASES,
  ...MODIFY_CASES,
  ...DESCRIBE_CASES,
  ...IDENTITY_CASES,
  ...ROLE_CASES,
  ...ACCESS_KEY_CASES,
];
