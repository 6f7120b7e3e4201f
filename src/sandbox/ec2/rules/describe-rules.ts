import type { Action } from '#sandbox/auth/call.ts';
import { values } from '#sandbox/protocol/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { xmlItems } from '#sandbox/protocol/xml.ts';
import { type FilterFields, applyFilters } from '#sandbox/ec2/filters.ts';
import { checkRuleId, noSuchRule } from '#sandbox/ec2/lookup.ts';
import { paginateEc2 } from '#sandbox/ec2/pagination.ts';
import { ruleItem } from './rules.ts';

type RuleInGroup = Rule & { group: Group };

const FIELDS: FilterFields<RuleInGroup> = {
  'group-id': ({ group }) => [group.id],
  'security-group-rule-id': ({ id }) => [id],
};

/** `DescribeSecurityGroupRules`: ingress and egress rules with their ids; no filter for the direction exists. */
export const describeRules: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'ec2:DescribeSecurityGroupRules', resource: '*' }],
  run: (call) => {
    const all = call.region.groups.flatMap((group) =>
      group.rules.map((rule): RuleInGroup => ({ ...rule, group })),
    );
    const ids = values(call.params, 'SecurityGroupRuleId').map(checkRuleId);
    const unknown = ids.find((id) => !all.some((rule) => rule.id === id));
    if (unknown !== undefined) throw noSuchRule(unknown);
    const requested = ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : all;
    const { part, nextToken } = paginateEc2(call, applyFilters(call.params, requested, FIELDS));
    return {
      securityGroupRuleSet: xmlItems(part.map((rule) => ruleItem(call, rule.group, rule))),
      nextToken,
    };
  },
};
