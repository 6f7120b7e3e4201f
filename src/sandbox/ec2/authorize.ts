import { type Action, type Call, arnOf } from '../call.ts';
import { ServiceError, invalidValue } from '../errors.ts';
import type { Need } from '../policies.ts';
import { newId } from '../ids.ts';
import { structures } from '../query.ts';
import type { Group, Rule } from '../state.ts';
import { items } from '../xml.ts';
import { targetGroup, targetGroupId } from './lookup.ts';
import { type RequestedRule, requestedRules } from './permissions.ts';
import { checkQuota } from './quota.ts';
import { ruleInWords, ruleItem, ruleKey } from './rules.ts';
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
  if (new Set(keys).size < keys.length)
    throw invalidValue('The same permission must not appear multiple times');
  const present = new Set(group.rules.filter(({ egress }) => !egress).map(ruleKey));
  const duplicate = requested.find((rule) => present.has(ruleKey(rule)));
  if (duplicate === undefined) return;
  throw new ServiceError(
    'InvalidPermission.Duplicate',
    `the specified rule "${ruleInWords(duplicate)}" already exists`,
  );
}

/** The sandbox has no VPC peering, so a group of this account can only be a source inside its own VPC. */
function checkNetworks(call: Call, requested: readonly RequestedRule[], group: Group): void {
  const sources = requested.flatMap(({ source }) => (source.kind === 'group' ? source.id : []));
  const strange = call.region.groups.some(({ id, vpcId }) => sources.includes(id) && vpcId !== group.vpcId);
  if (!strange) return;
  throw new ServiceError(
    'InvalidGroup.NotFound',
    'You have specified two resources that belong to different networks.',
  );
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
