import { type Action, type Call, arnOf } from '#sandbox/auth/call.ts';
import { ServiceError } from '#sandbox/errors.ts';
import { required, structures, text } from '#sandbox/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { noSuchPermission, ruleById, targetGroup, targetGroupId } from './lookup.ts';
import { checkRepeats, permissionRules } from './permissions.ts';
import { describeRule, ruleKey } from './rules.ts';
import { checkDescription } from './sources.ts';

/** A rule that is there, and the description that it is to have; `undefined`: none. */
interface Rewrite {
  rule: Rule;
  description: string | undefined;
}

function byId(call: Call, ingress: readonly Rule[]): Rewrite[] {
  const found = structures(call.params, 'SecurityGroupRuleDescription').map((entry): Rewrite => {
    const rule = ruleById(required(entry, 'SecurityGroupRuleId'), ingress);
    const description = text(entry, 'Description');
    return { rule, description: description && checkDescription(description, rule.source) };
  });
  checkRepeats(found.map(({ rule }) => rule.id));
  return found;
}

function byProperties(call: Call, ingress: readonly Rule[]): Rewrite[] {
  const requested = permissionRules(call, 'describe');
  checkRepeats(requested.map(ruleKey));
  const present = new Map(ingress.map((rule) => [ruleKey(rule), rule]));
  return requested.map((wanted) => {
    const rule = present.get(ruleKey(wanted));
    if (rule === undefined) throw noSuchPermission();
    return { rule, description: wanted.description };
  });
}

function rewrites(call: Call, group: Group): Rewrite[] {
  const ingress = group.rules.filter(({ egress }) => !egress);
  const [ids, permissions] = ['SecurityGroupRuleDescription', 'IpPermissions'].map(
    (name) => structures(call.params, name).length > 0,
  );
  if (ids && permissions) {
    throw new ServiceError(
      'InvalidParameterCombination',
      "The parameter 'ipPermissions' may not be used in combination with 'securityGroupRuleDescriptions'.",
    );
  }
  if (ids) return byId(call, ingress);
  if (permissions) return byProperties(call, ingress);
  throw new ServiceError(
    'MissingParameter',
    "Either 'ipPermissions' or 'securityGroupRuleDescriptions' must be given.",
  );
}

/**
 * `UpdateSecurityGroupRuleDescriptionsIngress`, by rule id or by a rule's properties: every description, or none. A
 * rule that comes without a text loses the one it has.
 */
export const updateDescriptions: Action = {
  writes: true,
  needs: (call) => [
    {
      action: 'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
      resource: arnOf(call, 'security-group', targetGroupId(call)),
    },
  ],
  run: (call) => {
    for (const { rule, description } of rewrites(call, targetGroup(call))) describeRule(rule, description);
    return { return: true };
  },
};
