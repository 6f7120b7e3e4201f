import { type Action, type Call, ec2Arn } from '#sandbox/auth/call.ts';
import { ServiceError } from '#sandbox/protocol/errors.ts';
import { requiredText, structures, text } from '#sandbox/protocol/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { noSuchPermission, ruleById, changeableGroup, targetGroupId } from '#sandbox/ec2/lookup.ts';
import { checkNoRepeats, readPermissionRules } from './permissions.ts';
import { setDescription, ruleKey } from './rules.ts';
import { checkDescription } from './sources.ts';

/** A rule that is there, and the description that it is to have; `undefined`: none. */
interface DescriptionUpdate {
  rule: Rule;
  description: string | undefined;
}

function readUpdatesById(call: Call, ingress: readonly Rule[]): DescriptionUpdate[] {
  const found = structures(call.params, 'SecurityGroupRuleDescription').map((entry): DescriptionUpdate => {
    const rule = ruleById(requiredText(entry, 'SecurityGroupRuleId'), ingress);
    const description = text(entry, 'Description');
    return { rule, description: description && checkDescription(description, rule.source) };
  });
  checkNoRepeats(found.map(({ rule }) => rule.id));
  return found;
}

function readUpdatesByProperties(call: Call, ingress: readonly Rule[]): DescriptionUpdate[] {
  const requested = readPermissionRules(call, 'describe');
  checkNoRepeats(requested.map(ruleKey));
  const present = new Map(ingress.map((rule) => [ruleKey(rule), rule]));
  return requested.map((wanted) => {
    const rule = present.get(ruleKey(wanted));
    if (rule === undefined) throw noSuchPermission();
    return { rule, description: wanted.description };
  });
}

function readUpdates(call: Call, group: Group): DescriptionUpdate[] {
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
  if (ids) return readUpdatesById(call, ingress);
  if (permissions) return readUpdatesByProperties(call, ingress);
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
  requiredPermissions: (call) => [
    {
      action: 'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
      resource: ec2Arn(call, 'security-group', targetGroupId(call)),
    },
  ],
  run: (call) => {
    for (const { rule, description } of readUpdates(call, changeableGroup(call)))
      setDescription(rule, description);
    return { return: true };
  },
};
