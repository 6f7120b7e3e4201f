import type { Permission } from '#aws/account/permissions.ts';
import { buildPolicyForActions } from '#core/iam/iam-policy.ts';
import { ACTIONS } from '#core/iam/iam-policy-actions.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { withCallFacts } from '#tools/answer/call-facts.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import { securityGroupId } from '#tools/definition/fields.ts';
import { whoamiResult, toWhoamiView } from './whoami-view.ts';

/** AWS recommends that access keys be changed after so many days (IAM security best practices). */
const OLD_KEY_DAYS = 90;

const DAY_MS = 86_400_000;

export const whitelistWhoami = defineTool({
  name: 'whitelist_whoami',
  title: 'Who am I',
  description:
    'Which AWS credentials would be used, whose they are, and what they may do here. Changes nothing.',
  input: { security_group_id: securityGroupId.optional() },
  output: whoamiResult,
  annotations: READ_ONLY,
  positionals: ['security_group_id'],
  optionalPositionals: ['security_group_id'],

  async handler(input, access, context) {
    const id = input.security_group_id;
    const groupId = id === undefined ? null : parseSecurityGroupId(id);
    const groups = groupId === null ? [] : [groupId];
    const session = await context.openSession(access, { groups, changes: false });
    const { arn } = await session.identity();
    const lookups = Promise.all([session.permissions(groupId), session.keyAge()]);
    const { value, facts } = await withCallFacts(session, lookups);
    const [permissions, keyAge] = value;
    const keyAgeDays = keyAge?.created
      ? Math.floor((context.now.getTime() - keyAge.created.getTime()) / DAY_MS)
      : null;
    const denied = permissions.filter(({ allowed }) => allowed === false).map(({ action }) => action);
    const missing = buildPolicyForActions(denied, {
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
      key_age_days: keyAgeDays,
      can_read: combineVerdicts(permissions, false),
      can_change: combineVerdicts(permissions, true),
      permissions: [...permissions],
      missing_policy: missing && JSON.stringify(missing),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(keyAgeDays !== null && keyAgeDays > OLD_KEY_DAYS
          ? [`This access key is ${keyAgeDays} days old; AWS advises a new one after ${OLD_KEY_DAYS}.`]
          : []),
      ],
    };
  },

  view: toWhoamiView,
});

/** Whether all that every tool needs for reading, or for changing, is allowed; null where it is not known. */
function combineVerdicts(permissions: readonly Permission[], write: boolean): boolean | null {
  const needed = ACTIONS.filter((one) => one.feature === 'base' && one.write === write);
  const verdicts = permissions
    .filter(({ action }) => needed.some((one) => one.action === action))
    .map(({ allowed }) => allowed);
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}
