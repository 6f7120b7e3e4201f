import { type Action, type Call, ec2Arn } from '#sandbox/auth/call.ts';
import { ServiceError } from '#sandbox/protocol/errors.ts';
import { structures, values } from '#sandbox/protocol/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { type XmlNode, xmlItems } from '#sandbox/protocol/xml.ts';
import { noSuchPermission, ruleById, changeableGroup, targetGroupId, vpcById } from '#sandbox/ec2/lookup.ts';
import { type RequestedRule, readRequestedRules } from './permissions.ts';
import { toPermissionSet, revokedRuleItem, ruleKey } from './rules.ts';

interface Matches {
  found: Rule[];
  unknown: RequestedRule[];
}

function matchById(ids: readonly string[], rules: readonly Rule[]): Matches {
  const found = [...new Set(ids)].map((id) => ruleById(id, rules));
  return { found, unknown: [] };
}

function matchByProperties(requested: readonly RequestedRule[], rules: readonly Rule[]): Matches {
  const present = new Map(rules.map((rule) => [ruleKey(rule), rule]));
  const wanted = new Map(requested.map((rule) => [ruleKey(rule), rule]));
  return {
    found: [...wanted.keys()].flatMap((key) => present.get(key) ?? []),
    unknown: [...wanted].flatMap(([key, rule]) => (present.has(key) ? [] : rule)),
  };
}

function findMatches(call: Call, group: Group): Matches {
  const ids = values(call.params, 'SecurityGroupRuleId');
  const ingress = group.rules.filter(({ egress }) => !egress);
  if (ids.length === 0) return matchByProperties(readRequestedRules(call, 'revoke'), ingress);
  if (structures(call.params, 'IpPermissions').length > 0) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'Give either security group rule IDs or permissions, not both',
    );
  }
  return matchById(ids, ingress);
}

function createResponse(group: Group, { found, unknown }: Matches): XmlNode {
  return {
    return: true,
    ...(unknown.length > 0 && { unknownIpPermissionSet: toPermissionSet(unknown) }),
    revokedSecurityGroupRuleSet: xmlItems(found.map((rule) => revokedRuleItem(group, rule))),
  };
}

/**
 * `RevokeSecurityGroupIngress`, by rule id or by a rule's properties, descriptions aside. What is not there is
 * reported in the answer for a group of the default VPC, and refuses the whole call for any other.
 */
export const revokeIngress: Action = {
  writes: true,
  requiredPermissions: (call) => [
    {
      action: 'ec2:RevokeSecurityGroupIngress',
      resource: ec2Arn(call, 'security-group', targetGroupId(call)),
    },
  ],
  run: (call) => {
    const group = changeableGroup(call);
    const matched = findMatches(call, group);
    if (matched.unknown.length > 0 && !vpcById(call, group.vpcId).isDefault) {
      throw noSuchPermission();
    }
    group.rules = group.rules.filter((rule) => !matched.found.includes(rule));
    return createResponse(group, matched);
  },
};
