import type { AwsSession } from '#aws/session.ts';
import type { Group, SecurityGroups } from '#aws/security-groups/group.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import { describeFilter, type GrantFilter } from '#core/grants/filter.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { isSameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { STALE_READ, readWithTime, withCallFacts } from '#tools/answer/call-facts.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import { grantFilter, oneTarget } from '#tools/definition/fields.ts';
import { findFilteredRules, createRuleFilter, describeUnreadableNotes } from './filtered-rules.ts';
import { listResult, toGroupResult } from './list-result.ts';
import { toListView } from './list-view.ts';
import { resolveTargets } from '#tools/lookup/resolve-targets.ts';
import { readFilter } from './read-filter.ts';
import { readTargets } from '#tools/input/read-targets.ts';
import { markRules } from './rule-marks.ts';
import { toTargetFacts } from '#tools/answer/target-facts.ts';

export const whitelistList = defineTool({
  name: 'whitelist_list',
  title: 'List rules',
  description:
    'Inbound rules of an AWS security group: whose they are, until when. Without a group: the groups of the region; with holder, mine, expired or expiring_within, the rules of all groups.',
  input: { ...oneTarget, ...grantFilter },
  output: listResult,
  annotations: READ_ONLY,
  positionals: ['security_group_id'],
  optionalPositionals: ['security_group_id'],

  read(input, context) {
    const hasTarget = input.security_group_id !== undefined || input.target !== undefined;
    return {
      filter: readFilter(input, context),
      isMine: input.mine === true,
      /** Null: every group of the region. */
      targetNames: hasTarget ? readTargets(input, ['security_group_id', 'target']) : null,
    };
  },

  async run({ filter, isMine, targetNames }, { access, context }) {
    const filterFacts = filter && {
      looked_for: {
        holders: [...filter.holders],
        mine: isMine,
        expired: filter.expired,
        expiring_within_minutes: filter.withinMinutes,
        words: describeFilter(filter),
      },
    };
    if (targetNames === null) {
      const session = await context.openSession(access, { groups: [], changes: false });
      return filter
        ? { ...filterFacts, ...(await listFilteredRules(filter, session, access, context)) }
        : listGroups(session);
    }
    const targets = await resolveTargets(targetNames, access, context, { changes: false });
    const [{ session, groupId, warnings }] = targets;
    const described = describeWithIds(session.groups, groupId);
    const timed = readWithTime(session, described);
    const { value: read, facts } = await withCallFacts(session, timed, warnings);
    const { value, now } = read;
    const { sensitivePorts } = context.settings.policy;
    const marked = markRules(value.rules, sensitivePorts, now, createRuleFilter(filter, now));
    return {
      security_group: toGroupResult(value.group),
      rules: marked.rules,
      ...(marked.merges.length > 0 && { merges: marked.merges }),
      ...filterFacts,
      ...toTargetFacts(targets),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(value.group.behind?.length ? [STALE_READ] : []),
        ...value.warnings,
        ...marked.warnings,
        ...(filter ? describeUnreadableNotes(value.rules) : []),
      ],
    };
  },

  view: toListView,
});

async function listGroups(session: AwsSession) {
  const { value, facts } = await withCallFacts(session, session.groups.describeAll());
  return {
    groups: value.map((group) => ({ ...toGroupResult(group), rule_count: group.rules.length })),
    ...facts,
  };
}

async function listFilteredRules(
  filter: GrantFilter,
  session: AwsSession,
  access: AccessRequest,
  context: ToolContext,
) {
  const { value, facts } = await withCallFacts(session, findFilteredRules(filter, session, access, context));
  const { rules, searched: lookedIn, warnings } = value;
  return { rules, looked_in: lookedIn, ...facts, warnings: [...facts.warnings, ...warnings] };
}

interface GroupWithRuleIds {
  readonly group: Group;
  readonly rules: readonly IngressRule[];
  readonly warnings: readonly string[];
}

/** Both reads at once; without permission for the second, only the ids are missing. */
async function describeWithIds(groups: SecurityGroups, groupId: SecurityGroupId): Promise<GroupWithRuleIds> {
  const [group, withIds] = await Promise.all([
    groups.describe(groupId),
    groups.describeRules(groupId).catch(toWhitelistError),
  ]);
  if (!(withIds instanceof Error)) {
    const idOf = (rule: IngressRule) => withIds.find((other) => isSameRule(other, rule))?.ruleId ?? null;
    return { group, rules: group.rules.map((rule) => ({ ...rule, ruleId: idOf(rule) })), warnings: [] };
  }
  return { group, rules: group.rules, warnings: [describeMissingIds(withIds)] };
}

function describeMissingIds({ code, message }: WhitelistError): string {
  return code === 'access_denied'
    ? 'Rule ids are not shown: they need ec2:DescribeSecurityGroupRules, which these credentials are not allowed.'
    : `Rule ids are not shown: ${message}`;
}
