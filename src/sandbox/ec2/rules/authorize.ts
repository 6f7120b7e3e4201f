import { type Action, type Call, ec2Arn } from '#sandbox/auth/call.ts';
import type { Permission } from '#sandbox/auth/policies.ts';
import { newId } from '#sandbox/seed/ids.ts';
import { structures } from '#sandbox/protocol/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { xmlItems } from '#sandbox/protocol/xml.ts';
import { changeableGroup, targetGroupId } from '#sandbox/ec2/lookup.ts';
import { type RequestedRule, checkNoRepeats, readRequestedRules } from './permissions.ts';
import { checkQuota } from './quota.ts';
import { duplicateRule, ruleItem, ruleKey } from './rules.ts';
import { checkSameVpc } from './sources.ts';
import { readTagSpecification } from '#sandbox/ec2/tags.ts';

function requiredPermissions(call: Call): Permission[] {
  const change = {
    action: 'ec2:AuthorizeSecurityGroupIngress',
    resource: ec2Arn(call, 'security-group', targetGroupId(call)),
  };
  if (structures(call.params, 'TagSpecification').length === 0) return [change];
  return [change, { action: 'ec2:CreateTags', resource: ec2Arn(call, 'security-group-rule', '*') }];
}

function checkNew(requested: readonly RequestedRule[], group: Group): void {
  const keys = requested.map(ruleKey);
  checkNoRepeats(keys);
  const present = new Set(group.rules.filter(({ egress }) => !egress).map(ruleKey));
  const duplicate = requested.find((rule) => present.has(ruleKey(rule)));
  if (duplicate !== undefined) throw duplicateRule(duplicate);
}

/** `AuthorizeSecurityGroupIngress`: adds every rule that the request names, or none of them. */
export const authorizeIngress: Action = {
  writes: true,
  requiredPermissions,
  run: (call) => {
    const group = changeableGroup(call);
    const requested = readRequestedRules(call, 'authorize');
    const tags = readTagSpecification(call.params, 'security-group-rule');
    checkSameVpc(call, requested, group);
    checkNew(requested, group);
    const added = requested.map((rule): Rule => ({
      ...rule,
      id: newId('sgr'),
      egress: false,
      tags: structuredClone(tags),
    }));
    checkQuota([...group.rules.filter(({ egress }) => !egress), ...added], call.region);
    group.rules.push(...added);
    return { return: true, securityGroupRuleSet: xmlItems(added.map((rule) => ruleItem(call, group, rule))) };
  },
};
