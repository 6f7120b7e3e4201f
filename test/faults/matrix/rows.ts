import { MFA_DEVICES } from '../../../src/sandbox/mfa.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import type { Ways } from './world.ts';

export const GROUP = 'sg-0123abcd';
export const DEFAULT_VPC_GROUP = 'sg-123456';
export const ADDRESS = '203.0.113.7';
export const RULE = { security_group_id: GROUP, ip_address: ADDRESS, port: 443 };

/** One row of the table: a call of AWS's, and a tool's call that makes it. */
export interface CallRow extends Ways {
  /** Action of AWS's. */
  readonly action: string;
  readonly tool: string;
  readonly args: object;
  /** Whether the rule is there beforehand. */
  readonly has: boolean;
}

/** The rule with two others, in one call. */
const THREE = {
  security_group_id: GROUP,
  ip_addresses: ['198.51.100.9', ADDRESS, '2001:db8::9'],
  port: 443,
};
const OTHER_RULE = { ...RULE, security_group_id: DEFAULT_VPC_GROUP };
const allPorts = { security_group_id: GROUP, ip_address: ADDRESS };
const withRole = ({ roles }: Sandbox) => ({
  credential_profiles: [{ name: 'default', role_arn: roles.securityAdmin }],
});
const withMfa = () => ({ credential_profiles: [{ name: 'default', mfa_serial: MFA_DEVICES.jo }] });

const jo = { key: 'jo' } as const;
const admin = { key: 'admin' } as const;

const add = { tool: 'whitelist_add', args: RULE, has: false } as const;
const remove = { tool: 'whitelist_remove', has: true } as const;
const check = { tool: 'whitelist_check', args: RULE } as const;
const list = { tool: 'whitelist_list', args: { security_group_id: GROUP }, has: true } as const;
const whoami = { tool: 'whitelist_whoami', args: { security_group_id: GROUP }, has: false } as const;

/** `{rule_id}` in arguments stands for the rule's id. */
export const ROWS: readonly CallRow[] = [
  { action: 'AuthorizeSecurityGroupIngress', ...jo, ...add },
  { action: 'AuthorizeSecurityGroupIngress', ...jo, ...add, args: THREE },
  { action: 'AuthorizeSecurityGroupIngress', ...jo, ...whoami },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: RULE },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: OTHER_RULE },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: allPorts },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: THREE },
  {
    action: 'RevokeSecurityGroupIngress',
    ...admin,
    ...remove,
    args: { security_group_id: GROUP, rule_id: '{rule_id}' },
  },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...whoami },
  { action: 'DescribeSecurityGroups', ...jo, ...check, has: true },
  { action: 'DescribeSecurityGroups', ...jo, ...check, has: false },
  { action: 'DescribeSecurityGroups', ...jo, ...remove, args: allPorts },
  { action: 'DescribeSecurityGroups', ...jo, ...list },
  { action: 'DescribeSecurityGroups', ...jo, ...list, args: {} },
  { action: 'DescribeSecurityGroupRules', ...admin, ...list },
  { action: 'DescribeSecurityGroupRules', ...jo, ...whoami },
  { action: 'GetCallerIdentity', ...jo, ...whoami },
  { action: 'GetCallerIdentity', ...jo, ...add },
  { action: 'AssumeRole', ...jo, ...add, config: withRole },
  { action: 'GetSessionToken', ...jo, ...add, config: withMfa },
  { action: 'AssumeRoleWithWebIdentity', ...jo, ...add, webIdentity: true },
  { action: 'ListAccessKeys', ...jo, ...whoami },
];
