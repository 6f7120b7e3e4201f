import type { Permission } from '../aws/permissions.ts';
import { policyFor } from '../core/iam-policy.ts';
import { ACTIONS } from '../core/iam-policy-actions.ts';
import { parseSecurityGroupId } from '../core/ids.ts';
import { withCallFacts } from './call-facts.ts';
import { defineTool, READ_ONLY } from './definition.ts';
import { securityGroupId } from './fields.ts';
import { whoamiResult, whoamiView } from './whoami-view.ts';

/** AWS recommends that access keys be changed after so many days (IAM security best practices). */
const OLD_KEY_DAYS = 90;

const DAY = 86_400_000;

export const whitelistWhoami = defineTool({
  name: 'whitelist_whoami',
  title: 'Who am I',
  description:
    'Which AWS credentials would be used, whose they are, and what they may do here. Changes nothing.',
  input: { security_group_id: securityGroupId.optional() },
  output: whoamiResult,
  annotations: READ_ONLY,
  positionals: ['security_group_id'],
  optionalWords: ['security_group_id'],

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

  view: whoamiView,
});

/** Whether all that every tool needs for reading, or for changing, is allowed; null where it is not known. */
function together(permissions: readonly Permission[], write: boolean): boolean | null {
  const needed = ACTIONS.filter((one) => one.feature === 'base' && one.write === write);
  const verdicts = permissions
    .filter(({ action }) => needed.some((one) => one.action === action))
    .map(({ allowed }) => allowed);
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}
