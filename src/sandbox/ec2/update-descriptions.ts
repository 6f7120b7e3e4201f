import { type Action, arnOf } from '../call.ts';
import { ServiceError } from '../errors.ts';
import { targetGroup, targetGroupId } from './lookup.ts';
import { requestedRules } from './permissions.ts';
import { ruleKey } from './rules.ts';

/** `UpdateSecurityGroupRuleDescriptionsIngress`, by a rule's properties: all of them, or none. */
export const updateDescriptions: Action = {
  writes: true,
  needs: (call) => [
    {
      action: 'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
      resource: arnOf(call, 'security-group', targetGroupId(call)),
    },
  ],
  run: (call) => {
    const group = targetGroup(call);
    const wanted = new Map(
      requestedRules(call, 'authorize').map((rule) => [ruleKey(rule), rule.description]),
    );
    const present = group.rules.filter((rule) => !rule.egress && wanted.has(ruleKey(rule)));
    if (present.length < wanted.size) {
      throw new ServiceError(
        'InvalidPermission.NotFound',
        'The specified rule does not exist in this security group.',
      );
    }
    for (const rule of present) {
      const description = wanted.get(ruleKey(rule));
      if (description) rule.description = description;
      else delete rule.description;
    }
    return { return: true };
  },
};
