import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import type { Sandbox } from '#sandbox/index.ts';
import type { CredentialSetup } from './system.ts';

export const GROUP = 'sg-0123abcd';
export const DEFAULT_VPC_GROUP = 'sg-123456';
export const ADDRESS = '203.0.113.7';
export const NEW_ADDRESS = '203.0.113.8';
const who = { ip_address: ADDRESS, port: 443 };
export const RULE = { security_group_id: GROUP, ...who };

/** One row of the table: a call of AWS's, and a tool's call that makes it. */
export interface CallRow extends CredentialSetup {
  /** Action of AWS's. */
  readonly action: string;
  readonly tool: string;
  readonly args: object;
  /** Whether the rule is there beforehand. */
  readonly has: boolean;
  /** An addition that is made beforehand as well. Default: none. */
  readonly beside?: object;
  /** It writes the note of the rule: what is held is whose the rule is then. Default: it does not. */
  readonly rewrites?: 'extended' | 'left' | 'moved';
  /** The account's limit of rules in a group. Default: AWS's own. */
  readonly limit?: number;
}

/** The groups that a row's call is about; the first is the one of the others, where it names none. */
export function groupsOf({ args }: CallRow): readonly [string, ...string[]] {
  const { security_group_id: one = GROUP, targets: [first, ...others] = [] } = args as {
    security_group_id?: string;
    targets?: readonly string[];
  };
  return first === undefined ? [one] : [first, ...others];
}

/** The rule with two others, in two groups. */
const SIX = {
  targets: [GROUP, DEFAULT_VPC_GROUP],
  ip_addresses: ['198.51.100.9', ADDRESS, '2001:db8::9'],
  port: 443,
};
/** The rule with three others. */
const FOUR = { security_group_id: GROUP, ip_addresses: [ADDRESS, '2001:db8::9'], port: [443, 8443] };
/** More than AWS's own limit has room for. */
const MANY = {
  security_group_id: GROUP,
  ip_addresses: Array.from({ length: 60 }, (_, i) => `198.51.100.${i + 100}`),
  port: 443,
};
const THREE = { ...SIX, targets: [GROUP] };
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

/** jo's own share of the rule, made longer. */
const extend = {
  tool: 'whitelist_add',
  args: { ...RULE, expires_in: '3h' },
  has: false,
  beside: { ...RULE, expires_in: '1h' },
  rewrites: 'extended',
} as const;
/** jo's share of a rule that ann holds too. */
const leave = { ...remove, args: RULE, beside: { ...RULE, holder: 'ann' }, rewrites: 'left' } as const;

/** The rule with its share, to another address: in place where that is allowed. */
const move = {
  tool: 'whitelist_move',
  args: { security_group_id: GROUP, ip_address: NEW_ADDRESS },
  has: true,
  rewrites: 'moved',
} as const;

/** `{rule_id}` in arguments stands for the rule's id. */
export const CALL_ROWS: readonly CallRow[] = [
  { action: 'AuthorizeSecurityGroupIngress', ...jo, ...add },
  { action: 'AuthorizeSecurityGroupIngress', ...jo, ...add, args: SIX },
  { action: 'AuthorizeSecurityGroupIngress', ...jo, ...whoami },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: RULE },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: OTHER_RULE },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: allPorts },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...remove, args: FOUR, beside: FOUR },
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
  { action: 'DescribeSecurityGroups', ...jo, ...add },
  { action: 'DescribeSecurityGroups', ...jo, ...add, args: { ...who, target: 'office-access' } },
  { action: 'DescribeSecurityGroups', ...jo, ...list },
  { action: 'DescribeSecurityGroups', ...jo, ...list, args: {} },
  { action: 'DescribeSecurityGroupRules', ...admin, ...list },
  { action: 'DescribeSecurityGroupRules', ...jo, ...whoami },
  { action: 'UpdateSecurityGroupRuleDescriptionsIngress', ...jo, ...whoami },
  { action: 'UpdateSecurityGroupRuleDescriptionsIngress', ...admin, ...extend },
  { action: 'UpdateSecurityGroupRuleDescriptionsIngress', ...admin, ...leave },
  { action: 'DescribeSecurityGroups', ...admin, ...leave },
  { action: 'ModifySecurityGroupRules', ...admin, ...move },
  { action: 'AuthorizeSecurityGroupIngress', ...jo, ...move },
  { action: 'RevokeSecurityGroupIngress', ...jo, ...move },
  { action: 'GetCallerIdentity', ...jo, ...whoami },
  { action: 'GetCallerIdentity', ...jo, ...add },
  { action: 'AssumeRole', ...jo, ...add, config: withRole },
  { action: 'GetSessionToken', ...jo, ...add, config: withMfa },
  { action: 'AssumeRoleWithWebIdentity', ...jo, ...add, webIdentity: true },
  { action: 'GetServiceQuota', ...admin, ...add, args: THREE, beside: MANY, limit: 100 },
  { action: 'ListAccessKeys', ...jo, ...whoami },
];
