import { z } from 'zod';
import type { Permission } from '../aws/permissions.ts';
import { policyFor } from '../core/iam-policy.ts';
import { ACTIONS } from '../core/iam-policy-actions.ts';
import { parseSecurityGroupId } from '../core/ids.ts';
import { callFacts, factNotes, withCallFacts } from './call-facts.ts';
import { defineTool, READ_ONLY } from './definition.ts';
import { securityGroupId } from './fields.ts';
import type { Table } from './view.ts';

/** AWS recommends that access keys be changed after so many days (IAM security best practices). */
const OLD_KEY_DAYS = 90;

const DAY = 86_400_000;

const permission = z.object({
  action: z.string(),
  allowed: z.boolean().nullable().describe('null: not tested'),
  reason: z.string().nullable(),
});

const output = z.object({
  arn: z.string(),
  expires: z.string().nullable(),
  long_lived: z.boolean(),
  mfa: z.enum(['yes', 'unknown']),
  key_age_days: z.number().nullable(),
  can_read: z.boolean().nullable(),
  can_change: z.boolean().nullable(),
  permissions: z.array(permission),
  missing_policy: z.string().nullable().describe('Smallest IAM policy that allows what is denied'),
  ...callFacts,
});

type Result = z.infer<typeof output>;

export const whitelistWhoami = defineTool({
  name: 'whitelist_whoami',
  title: 'Who am I',
  description:
    'Which AWS credentials would be used, whose they are, and what they may do here. Changes nothing.',
  input: { security_group_id: securityGroupId.optional() },
  output,
  annotations: READ_ONLY,
  positionals: ['security_group_id'],

  async handler(input, access, context) {
    const id = input.security_group_id;
    const groupId = id === undefined ? null : parseSecurityGroupId(id);
    const groups = groupId === null ? [] : [groupId];
    const session = await context.open(access, { groups, changes: false });
    const { arn } = await session.identity();
    const asked = Promise.all([session.permissions(groupId), session.keyAge()]);
    const { value, facts } = await withCallFacts(session, asked);
    const [permissions, age] = value;
    const days = age?.created ? Math.floor((context.now.getTime() - age.created.getTime()) / DAY) : null;
    const denied = permissions.filter(({ allowed }) => allowed === false).map(({ action }) => action);
    const missing = policyFor(denied, {
      groups,
      region: groupId === null ? null : session.region,
      account: groupId === null ? null : facts.account,
      roles: [],
    });
    return {
      arn,
      expires: session.expires?.toISOString() ?? null,
      long_lived: session.longLived,
      mfa: session.mfa ? ('yes' as const) : ('unknown' as const),
      key_age_days: days,
      can_read: together(permissions, false),
      can_change: together(permissions, true),
      permissions: [...permissions],
      missing_policy: missing && JSON.stringify(missing),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(days !== null && days > OLD_KEY_DAYS
          ? [`This access key is ${days} days old; AWS advises a new one after ${OLD_KEY_DAYS}.`]
          : []),
      ],
    };
  },

  view: (result) => ({
    headline: `These are the credentials of ${result.arn}.`,
    table: permissionsTable(result.permissions),
    notes: [...standing(result), ...factNotes(result)],
  }),
});

/** Whether all that the four tools need for reading, or for changing, is allowed; null where it is not known. */
function together(permissions: readonly Permission[], write: boolean): boolean | null {
  const needed = ACTIONS.filter((one) => one.feature === 'base' && one.write === write);
  const verdicts = permissions
    .filter(({ action }) => needed.some((one) => one.action === action))
    .map(({ allowed }) => allowed);
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}

function permissionsTable(permissions: Result['permissions']): Table {
  const words = (allowed: boolean | null) =>
    allowed === null ? 'not tested' : allowed ? 'allowed' : 'denied';
  return {
    columns: ['ACTION', 'IS', 'FOR'],
    rows: permissions.map(({ action, allowed }) => [action, words(allowed), purposeOf(action)]),
    quoted: [],
  };
}

function purposeOf(name: string): string {
  const known = ACTIONS.find(({ action }) => action === name);
  if (known?.feature === 'rule-ids') return 'rule ids in lists';
  return known?.write ? 'changes' : 'list, check';
}

/** Where one stands, one sentence each. */
function standing(result: Result): string[] {
  const {
    can_read: read,
    can_change: change,
    missing_policy: missing,
    permissions,
    key_age_days: age,
  } = result;
  const untested = permissions.filter(({ allowed }) => allowed === null);
  const reasons = [...new Set(untested.map(({ reason }) => reason))];
  return [
    ...(read && change ? ['They may list, check, add and remove.'] : []),
    ...(read && change === false
      ? ['They may list and check, for which reading is enough; not change.']
      : []),
    ...(read === false ? ['They may not list and check, which needs ec2:DescribeSecurityGroups.'] : []),
    ...reasons.map((reason) => `${names(untested, reason)}: ${reason}.`),
    ...(missing === null ? [] : [`The smallest policy that allows what is denied: ${missing}`]),
    `MFA: ${result.mfa === 'yes' ? 'yes, this program opened the session with a code.' : 'unknown, since AWS does not tell.'}`,
    endOf(result),
    ...(age === null ? [] : [`The access key is ${age} days old.`]),
  ];
}

function endOf({ expires, long_lived: longLived }: Result): string {
  if (expires !== null) return `They end at ${expires}.`;
  return longLived ? 'They do not end by themselves.' : 'They are temporary; when they end is not known.';
}

function names(untested: Result['permissions'], reason: string | null): string {
  return untested
    .filter((one) => one.reason === reason)
    .map(({ action }) => action)
    .join(', ');
}
