import { z } from 'zod';
import type { Group, SecurityGroups } from '../aws/group.ts';
import { toWhitelistError, type WhitelistError } from '../core/errors.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import { sameRule, type IngressRule } from '../core/ingress-rule.ts';
import { visible } from '../core/visible.ts';
import { BEHIND, callFacts, factNotes, withCallFacts } from './call-facts.ts';
import { defineTool, READ_ONLY } from './definition.ts';
import { oneWhere } from './fields.ts';
import { findPlaces } from './places.ts';
import { readWhere } from './read-where.ts';
import { markedRule, markedTable, markRules, mergeNotes } from './rule-marks.ts';
import { targetFacts, targetNotes, targetsOf } from './target-facts.ts';
import type { View } from './view.ts';

const groupFacts = {
  security_group_id: z.string(),
  name: z.string(),
  description: z.string(),
  vpc_id: z.string().nullable(),
};

const output = z.object({
  /** With a group. */
  security_group: z.object(groupFacts).optional(),
  rules: z.array(markedRule).optional(),
  merges: z.array(z.string()).optional(),
  /** Without one. */
  groups: z.array(z.object({ ...groupFacts, rule_count: z.number() })).optional(),
  ...targetFacts,
  ...callFacts,
});

export const whitelistList = defineTool({
  name: 'whitelist_list',
  title: 'List rules',
  description: 'Inbound rules of an AWS security group; without one, the groups of the region.',
  input: oneWhere,
  output,
  annotations: READ_ONLY,
  positionals: ['security_group_id'],
  optionalWords: ['security_group_id'],

  async handler(input, access, context) {
    if (input.security_group_id === undefined && input.target === undefined) {
      const session = await context.open(access, { groups: [], changes: false });
      const { value, facts } = await withCallFacts(session, session.groups.describeAll());
      return { groups: value.map((g) => ({ ...toGroupResult(g), rule_count: g.rules.length })), ...facts };
    }
    const where = readWhere(input, ['security_group_id', 'target']);
    const places = await findPlaces(where, access, context, { changes: false });
    const [{ session, groupId, warnings }] = places;
    const described = describeWithIds(session.groups, groupId);
    const { value, facts } = await withCallFacts(session, described, warnings);
    const marked = markRules(value.rules, context.settings.policy.sensitivePorts);
    return {
      security_group: toGroupResult(value.group),
      rules: marked.rules,
      ...(marked.merges.length > 0 && { merges: marked.merges }),
      ...targetsOf(places),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(value.group.behind?.length ? [BEHIND] : []),
        ...value.warnings,
        ...marked.warnings,
      ],
    };
  },

  view: (result) => ({
    ...layOut(result),
    notes: [...mergeNotes(result.merges ?? []), ...targetNotes(result), ...factNotes(result)],
  }),
});

type Result = z.infer<typeof output>;

function layOut({ security_group: group, rules = [], groups = [], region }: Result): Omit<View, 'notes'> {
  if (group) {
    const name = `${group.security_group_id} ("${group.name}")`;
    const count = rules.length === 1 ? '1 inbound rule' : `${rules.length} inbound rules`;
    return { headline: `${name} has ${count}.`, ...(rules.length > 0 && { table: markedTable(rules) }) };
  }
  const rows = groups.map((g) => [
    g.security_group_id,
    g.name,
    g.vpc_id ?? '',
    String(g.rule_count),
    g.description,
  ]);
  const count = groups.length === 1 ? '1 security group' : `${groups.length} security groups`;
  const table = {
    columns: ['GROUP', 'NAME', 'VPC', 'RULES', 'DESCRIPTION'],
    rows,
    quoted: ['NAME', 'DESCRIPTION'],
  };
  return { headline: `${count} in ${region}.`, ...(rows.length > 0 && { table }) };
}

// Names and descriptions of groups are written by whoever may: shown, bounded, and never acted upon.
function toGroupResult(group: Group): z.infer<z.ZodObject<typeof groupFacts>> {
  return {
    security_group_id: group.id,
    name: visible(group.name, 255),
    description: visible(group.description, 255),
    vpc_id: group.vpcId,
  };
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
