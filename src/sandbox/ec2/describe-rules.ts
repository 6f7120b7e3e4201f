import type { Action } from '#sandbox/auth/call.ts';
import { values } from '#sandbox/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { items } from '#sandbox/xml.ts';
import { type Fields, filtered } from './filters.ts';
import { checkRuleId, noSuchRule } from './lookup.ts';
import { page } from './page.ts';
import { ruleItem } from './rules.ts';

type Placed = Rule & { group: Group };

const FIELDS: Fields<Placed> = {
  'group-id': ({ group }) => [group.id],
  'security-group-rule-id': ({ id }) => [id],
};

/** `DescribeSecurityGroupRules`: ingress and egress rules with their ids; no filter for the direction exists. */
export const describeRules: Action = {
  writes: false,
  needs: () => [{ action: 'ec2:DescribeSecurityGroupRules', resource: '*' }],
  run: (call) => {
    const all = call.region.groups.flatMap((group) =>
      group.rules.map((rule): Placed => ({ ...rule, group })),
    );
    const ids = values(call.params, 'SecurityGroupRuleId').map(checkRuleId);
    const unknown = ids.find((id) => !all.some((rule) => rule.id === id));
    if (unknown !== undefined) throw noSuchRule(unknown);
    const asked = ids.length > 0 ? all.filter(({ id }) => ids.includes(id)) : all;
    const { part, nextToken } = page(call, filtered(call.params, asked, FIELDS));
    return { securityGroupRuleSet: items(part.map((rule) => ruleItem(call, rule.group, rule))), nextToken };
  },
};
