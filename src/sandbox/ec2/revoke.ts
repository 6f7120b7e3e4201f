import { type Action, type Call, arnOf } from '#sandbox/auth/call.ts';
import { ServiceError } from '#sandbox/errors.ts';
import { structures, values } from '#sandbox/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { type XmlNode, items } from '#sandbox/xml.ts';
import { noSuchPermission, ruleById, targetGroup, targetGroupId, vpcById } from './lookup.ts';
import { type RequestedRule, requestedRules } from './permissions.ts';
import { permissionSet, revokedRuleItem, ruleKey } from './rules.ts';

interface Matches {
  found: Rule[];
  unknown: RequestedRule[];
}

function byId(ids: readonly string[], rules: readonly Rule[]): Matches {
  const found = [...new Set(ids)].map((id) => ruleById(id, rules));
  return { found, unknown: [] };
}

function byProperties(requested: readonly RequestedRule[], rules: readonly Rule[]): Matches {
  const present = new Map(rules.map((rule) => [ruleKey(rule), rule]));
  const wanted = new Map(requested.map((rule) => [ruleKey(rule), rule]));
  return {
    found: [...wanted.keys()].flatMap((key) => present.get(key) ?? []),
    unknown: [...wanted].flatMap(([key, rule]) => (present.has(key) ? [] : rule)),
  };
}

function matches(call: Call, group: Group): Matches {
  const ids = values(call.params, 'SecurityGroupRuleId');
  const ingress = group.rules.filter(({ egress }) => !egress);
  if (ids.length === 0) return byProperties(requestedRules(call, 'revoke'), ingress);
  if (structures(call.params, 'IpPermissions').length > 0) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'Give either security group rule IDs or permissions, not both',
    );
  }
  return byId(ids, ingress);
}

function answer(group: Group, { found, unknown }: Matches): XmlNode {
  return {
    return: true,
    ...(unknown.length > 0 && { unknownIpPermissionSet: permissionSet(unknown) }),
    revokedSecurityGroupRuleSet: items(found.map((rule) => revokedRuleItem(group, rule))),
  };
}

/**
 * `RevokeSecurityGroupIngress`, by rule id or by a rule's properties, descriptions aside. What is not there is
 * reported in the answer for a group of the default VPC, and refuses the whole call for any other.
 */
export const revokeIngress: Action = {
  writes: true,
  needs: (call) => [
    {
      action: 'ec2:RevokeSecurityGroupIngress',
      resource: arnOf(call, 'security-group', targetGroupId(call)),
    },
  ],
  run: (call) => {
    const group = targetGroup(call);
    const matched = matches(call, group);
    if (matched.unknown.length > 0 && !vpcById(call, group.vpcId).isDefault) {
      throw noSuchPermission();
    }
    group.rules = group.rules.filter((rule) => !matched.found.includes(rule));
    return answer(group, matched);
  },
};
