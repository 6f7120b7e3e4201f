import { type Action, type Call, arnOf } from '#sandbox/auth/call.ts';
import type { Need } from '#sandbox/auth/policies.ts';
import { newId } from '#sandbox/seed/ids.ts';
import { structures } from '#sandbox/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { items } from '#sandbox/xml.ts';
import { targetGroup, targetGroupId } from './lookup.ts';
import { type RequestedRule, checkRepeats, requestedRules } from './permissions.ts';
import { checkQuota } from './quota.ts';
import { alreadyThere, ruleItem, ruleKey } from './rules.ts';
import { checkNetworks } from './sources.ts';
import { tagsToCreate } from './tags.ts';

function needs(call: Call): Need[] {
  const change = {
    action: 'ec2:AuthorizeSecurityGroupIngress',
    resource: arnOf(call, 'security-group', targetGroupId(call)),
  };
  if (structures(call.params, 'TagSpecification').length === 0) return [change];
  return [change, { action: 'ec2:CreateTags', resource: arnOf(call, 'security-group-rule', '*') }];
}

function checkNew(requested: readonly RequestedRule[], group: Group): void {
  const keys = requested.map(ruleKey);
  checkRepeats(keys);
  const present = new Set(group.rules.filter(({ egress }) => !egress).map(ruleKey));
  const duplicate = requested.find((rule) => present.has(ruleKey(rule)));
  if (duplicate !== undefined) throw alreadyThere(duplicate);
}

/** `AuthorizeSecurityGroupIngress`: adds every rule that the request names, or none of them. */
export const authorizeIngress: Action = {
  writes: true,
  needs,
  run: (call) => {
    const group = targetGroup(call);
    const requested = requestedRules(call, 'authorize');
    const tags = tagsToCreate(call.params, 'security-group-rule');
    checkNetworks(call, requested, group);
    checkNew(requested, group);
    const added = requested.map((rule): Rule => ({
      ...rule,
      id: newId('sgr'),
      egress: false,
      tags: structuredClone(tags),
    }));
    checkQuota([...group.rules.filter(({ egress }) => !egress), ...added], call.region);
    group.rules.push(...added);
    return { return: true, securityGroupRuleSet: items(added.map((rule) => ruleItem(call, group, rule))) };
  },
};
