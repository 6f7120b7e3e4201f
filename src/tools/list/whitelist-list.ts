import type { AwsSession } from '#aws/aws-session.ts';
import type { Group, SecurityGroups } from '#aws/security-groups/group.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import { describeFilter, type GrantFilter } from '#core/grants/filter.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { sameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { BEHIND, withCallFacts } from '#tools/answer/call-facts.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import { grantFilter, oneWhere } from '#tools/definition/fields.ts';
import { heldRules, meant, otherNotes } from './held-rules.ts';
import { listResult, toGroupResult } from './list-result.ts';
import { listView } from './list-view.ts';
import { findPlaces } from '#tools/lookup/places.ts';
import { readFilter } from './read-filter.ts';
import { readWhere } from '#tools/input/read-where.ts';
import { markRules } from './rule-marks.ts';
import { targetsOf } from '#tools/answer/target-facts.ts';

export const whitelistList = defineTool({
  name: 'whitelist_list',
  title: 'List rules',
  description:
    'Inbound rules of an AWS security group: whose they are, until when. Without a group: the groups of the region; with holder, mine, expired or expiring_within, the rules of all groups.',
  input: { ...oneWhere, ...grantFilter },
  output: listResult,
  annotations: READ_ONLY,
  positionals: ['security_group_id'],
  optionalWords: ['security_group_id'],

  async handler(input, access, context) {
    const filter = readFilter(input, context);
    const wanted = filter && {
      looked_for: {
        holders: [...filter.holders],
        mine: input.mine === true,
        expired: filter.expired,
        expiring_within_minutes: filter.within,
        words: describeFilter(filter),
      },
    };
    if (input.security_group_id === undefined && input.target === undefined) {
      const session = await context.open(access, { groups: [], changes: false });
      return filter
        ? { ...wanted, ...(await everywhere(filter, session, access, context)) }
        : groupsOf(session);
    }
    const where = readWhere(input, ['security_group_id', 'target']);
    const places = await findPlaces(where, access, context, { changes: false });
    const [{ session, groupId, warnings }] = places;
    const described = describeWithIds(session.groups, groupId);
    const { value, facts } = await withCallFacts(session, described, warnings);
    const now = await session.now();
    const { sensitivePorts } = context.settings.policy;
    const marked = markRules(value.rules, sensitivePorts, now, meant(filter, now));
    return {
      security_group: toGroupResult(value.group),
      rules: marked.rules,
      ...(marked.merges.length > 0 && { merges: marked.merges }),
      ...wanted,
      ...targetsOf(places),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(value.group.behind?.length ? [BEHIND] : []),
        ...value.warnings,
        ...marked.warnings,
        ...(filter ? otherNotes(value.rules) : []),
      ],
    };
  },

  view: listView,
});

async function groupsOf(session: AwsSession) {
  const { value, facts } = await withCallFacts(session, session.groups.describeAll());
  return {
    groups: value.map((group) => ({ ...toGroupResult(group), rule_count: group.rules.length })),
    ...facts,
  };
}

async function everywhere(
  filter: GrantFilter,
  session: AwsSession,
  access: AccessRequest,
  context: ToolContext,
) {
  const { value, facts } = await withCallFacts(session, heldRules(filter, session, access, context));
  const { rules, lookedIn, warnings } = value;
  return { rules, looked_in: lookedIn, ...facts, warnings: [...facts.warnings, ...warnings] };
}

interface Described {
  readonly group: Group;
  readonly rules: readonly IngressRule[];
  readonly warnings: readonly string[];
}

/** Both reads at once; without permission for the second, only the ids are missing. */
async function describeWithIds(groups: SecurityGroups, groupId: SecurityGroupId): Promise<Described> {
  const [group, identified] = await Promise.all([
    groups.describe(groupId),
    groups.describeRules(groupId).catch(toWhitelistError),
  ]);
  if (!(identified instanceof Error)) {
    const idOf = (rule: IngressRule) => identified.find((other) => sameRule(other, rule))?.ruleId ?? null;
    return { group, rules: group.rules.map((rule) => ({ ...rule, ruleId: idOf(rule) })), warnings: [] };
  }
  return { group, rules: group.rules, warnings: [withoutIds(identified)] };
}

function withoutIds({ code, message }: WhitelistError): string {
  return code === 'access_denied'
    ? 'Rule ids are not shown: they need ec2:DescribeSecurityGroupRules, which these credentials are not allowed.'
    : `Rule ids are not shown: ${message}`;
}
