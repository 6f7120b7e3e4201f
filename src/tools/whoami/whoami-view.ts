import { z } from 'zod';
import { ACTIONS } from '#core/iam/iam-policy-actions.ts';
import { callFacts, describeCallFacts } from '#tools/answer/call-facts.ts';
import type { Table, View } from '#tools/definition/view.ts';

const permission = z.object({
  action: z.string(),
  allowed: z.boolean().nullable().describe('null: not tested'),
  reason: z.string().nullable(),
});

export const whoamiResult = z.object({
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

export type WhoamiResult = z.infer<typeof whoamiResult>;

export const toWhoamiView = (result: WhoamiResult): View => ({
  headline: `These are the credentials of ${result.arn}.`,
  table: toPermissionsTable(result.permissions),
  notes: [...describeAccess(result), ...describeCallFacts(result)],
});

function toPermissionsTable(permissions: WhoamiResult['permissions']): Table {
  const words = (allowed: boolean | null) =>
    allowed === null ? 'not tested' : allowed ? 'allowed' : 'denied';
  return {
    columns: ['ACTION', 'IS', 'FOR'],
    rows: permissions.map(({ action, allowed }) => [action, words(allowed), describePurpose(action)]),
    quoted: [],
  };
}

function describePurpose(name: string): string {
  const known = ACTIONS.find(({ action }) => action === name);
  if (known?.feature === 'rule-ids') return 'rule ids in lists';
  if (known?.feature === 'grants') return 'extending, sharing';
  return known?.write ? 'changes' : 'list, check';
}

/** Where one stands, one sentence each. */
function describeAccess(result: WhoamiResult): string[] {
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
    ...reasons.map((reason) => `${listActions(untested, reason)}: ${reason}.`),
    ...(missing === null ? [] : [`The smallest policy that allows what is denied: ${missing}`]),
    `MFA: ${result.mfa === 'yes' ? 'yes, this program opened the session with a code.' : 'unknown, since AWS does not tell.'}`,
    describeEnd(result),
    ...(age === null ? [] : [`The access key is ${age} days old.`]),
  ];
}

function describeEnd({ expires, long_lived: longLived }: WhoamiResult): string {
  if (expires !== null) return `They end at ${expires}.`;
  return longLived ? 'They do not end by themselves.' : 'They are temporary; when they end is not known.';
}

function listActions(untested: WhoamiResult['permissions'], reason: string | null): string {
  return untested
    .filter((one) => one.reason === reason)
    .map(({ action }) => action)
    .join(', ');
}
