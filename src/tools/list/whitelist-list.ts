import type { AwsSession } from '#aws/session.ts';
import type { Group, SecurityGroups } from '#aws/security-groups/group.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import { formatCidr } from '#core/network/cidr.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { STALE_READ, readWithTime, withCallFacts } from '#tools/answer/call-facts.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import { grantFilter, listFilter, oneTarget, paging } from '#tools/definition/fields.ts';
import {
  findFilteredRules,
  describeUnreadableNotes,
  type ListFilter,
  MAX_NAMED_RULES,
} from './filtered-rules.ts';
import {
  createRuleFilter,
  describeRequested,
  describeRuleFilter,
  isEmptyFilter,
  matchesGroupFilter,
} from './list-filter.ts';
import { type PageRequest, readPageRequest, takePage } from './page.ts';
import { listResult, toGroupResult } from './list-result.ts';
import { toListView } from './list-view.ts';
import { describeUnreadGroups, splitReadable } from '#tools/lookup/read-regions.ts';
import { resolveTargets } from '#tools/lookup/resolve-targets.ts';
import { readGroupFilter, readRuleFilter } from './read-filter.ts';
import type { TargetName } from '#core/targets/target.ts';
import { readTargets } from '#tools/input/read-targets.ts';
import { markRules } from './rule-marks.ts';
import { toTargetFacts } from '#tools/answer/target-facts.ts';

export const whitelistList = defineTool({
  name: 'whitelist_list',
  title: 'List rules',
  description:
    'Inbound rules of an AWS security group: whose they are, until when. Without a group: the groups of the region; with holder, mine, expired, expiring_within, from or port, the rules of all groups.',
  input: { ...oneTarget, ...grantFilter, ...listFilter, ...paging },
  output: listResult,
  annotations: READ_ONLY,
  positionals: ['security_group_id'],
  optionalPositionals: ['security_group_id'],

  async read(input, context) {
    const hasTarget = input.security_group_id !== undefined || input.target !== undefined;
    return {
      filter: {
        rules: await readRuleFilter(input, context),
        groups: readGroupFilter(input, hasTarget),
      },
      isMine: input.mine === true,
      page: readPageRequest(input),
      /** Null: every group of the region. */
      targetNames: hasTarget ? readTargets(input, ['security_group_id', 'target']) : null,
    };
  },

  async run(request, { access, context }) {
    const { targetNames } = request;
    const filterFacts = toFilterFacts(request);
    if (targetNames !== null)
      return { ...filterFacts, ...(await listGroup(targetNames, request, access, context)) };
    const session = await context.openSession(access, { groups: [], changes: false });
    return isEmptyFilter(request.filter.rules)
      ? listGroups(request, session, context)
      : { ...filterFacts, ...(await listFilteredRules(request, session, access, context)) };
  },

  view: toListView,
});

interface ListRequest {
  readonly filter: ListFilter;
  readonly isMine: boolean;
  readonly page: PageRequest;
}

function toFilterFacts({ filter: { rules }, isMine }: ListRequest) {
  if (isEmptyFilter(rules)) return {};
  const { grants, from, traffic } = rules;
  return {
    looked_for: {
      holders: [...(grants?.holders ?? [])],
      mine: isMine,
      expired: grants?.expired ?? false,
      expiring_within_minutes: grants?.withinMinutes ?? null,
      ...(from && { from: formatCidr(from) }),
      ...(traffic && { ports: traffic.map(describeRequested) }),
      words: describeRuleFilter(rules),
    },
  };
}

/** One group with its rules. */
async function listGroup(
  targetNames: readonly TargetName[],
  { filter: { rules: filter }, page }: ListRequest,
  access: AccessRequest,
  context: ToolContext,
) {
  const targets = await resolveTargets(targetNames, access, context, { changes: false });
  const [{ session, groupId, warnings }] = targets;
  const described = readWithTime(session, describeWithIds(session.groups, groupId));
  const { value: read, facts } = await withCallFacts(session, described, warnings);
  const { value, now } = read;
  const { sensitivePorts } = context.settings.policy;
  const { isBounded } = context;
  const named = isBounded ? MAX_NAMED_RULES : Infinity;
  const marked = markRules(value.rules, sensitivePorts, now, createRuleFilter(filter, now), named);
  const rows = marked.rules.map((rule, i) => [marked.keys[i] ?? '', rule] as const);
  const shown = takePage(rows, page, isBounded);
  const merges = isBounded ? marked.merges.slice(0, MAX_BOUNDED) : marked.merges;
  return {
    security_group: toGroupResult(value.group, facts.account),
    rules: [...shown.rows],
    ...(merges.length > 0 && { merges }),
    ...shown.facts,
    ...toTargetFacts(targets),
    ...facts,
    warnings: [
      ...facts.warnings,
      ...shown.warnings,
      ...(value.group.behind?.length ? [STALE_READ] : []),
      ...value.warnings,
      ...(isBounded ? limitWarnings(marked.warnings) : marked.warnings),
      ...(filter.grants ? describeUnreadableNotes(value.rules) : []),
    ],
  };
}

async function listGroups({ filter, page }: ListRequest, session: AwsSession, { isBounded }: ToolContext) {
  const { value, facts } = await withCallFacts(session, session.groups.describeAll());
  const { groups, unreadable } = splitReadable(value);
  const wanted = filter.groups;
  const rows = groups
    .filter((group) => wanted === null || matchesGroupFilter(group, wanted))
    .map((group) => {
      const row = { ...toGroupResult(group, facts.account), rule_count: group.rules.length };
      return [group.id, row] as const;
    });
  const shown = takePage(rows, page, isBounded);
  return {
    groups: [...shown.rows],
    ...shown.facts,
    ...facts,
    warnings: [...facts.warnings, ...shown.warnings, ...describeUnreadGroups([{ unreadable }])],
  };
}

async function listFilteredRules(
  { filter, page }: ListRequest,
  session: AwsSession,
  access: AccessRequest,
  context: ToolContext,
) {
  const { value, facts } = await withCallFacts(session, findFilteredRules(filter, session, access, context));
  const shown = takePage(value.rows, page, context.isBounded);
  return {
    rules: [...shown.rows],
    looked_in: value.searched,
    ...shown.facts,
    ...facts,
    warnings: [...facts.warnings, ...shown.warnings, ...value.warnings],
  };
}

/** Of what is told beside the rules, a model is given so many of a kind. */
const MAX_BOUNDED = 10;

function limitWarnings(warnings: readonly string[]): string[] {
  const more = warnings.length - MAX_BOUNDED;
  return more > 0
    ? [...warnings.slice(0, MAX_BOUNDED), `${more} more warnings of this kind.`]
    : [...warnings];
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
    const byKey = toRulesByKey(withIds);
    const idOf = (rule: IngressRule) => byKey.get(ruleKey(rule))?.ruleId ?? null;
    return { group, rules: group.rules.map((rule) => ({ ...rule, ruleId: idOf(rule) })), warnings: [] };
  }
  return { group, rules: group.rules, warnings: [describeMissingIds(withIds)] };
}

function describeMissingIds({ code, message }: WhitelistError): string {
  return code === 'access_denied'
    ? 'Rule ids are not shown: they need ec2:DescribeSecurityGroupRules, which these credentials are not allowed.'
    : `Rule ids are not shown: ${message}`;
}
