import {
  ModifySecurityGroupRulesCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { toWhitelistError } from '../core/errors.ts';
import { ruleKey } from '../core/ingress-rule.ts';
import { refuseFalse } from './change-answers.ts';
import type { ChangeSettings } from './changes.ts';
import { isCode, NOT_THERE } from './codes.ts';
import type { Rewritten, SecurityGroups } from './group.ts';
import { toIpPermissions, toRuleRequest } from './ip-permission.ts';
import { send, sendTelling } from './send.ts';
import { isDoubtful, settled } from './settled.ts';

const ACTION = 'UpdateSecurityGroupRuleDescriptionsIngress';

/** Changes of rules that stay: of their descriptions, or of all but their ids. */
export function rewrites({
  ec2,
  attempt,
  options,
  reads,
  recent,
}: ChangeSettings): Pick<SecurityGroups, 'rewrite' | 'modify' | 'mayRewrite'> {
  const attempted = async (
    during: ReturnType<typeof attempt>,
    request: (o: { abortSignal: AbortSignal }) => Promise<{
      Return?: boolean | undefined;
      $metadata: { requestId?: string | undefined };
    }>,
  ): Promise<Rewritten> => {
    try {
      const { answer, lost } = await sendTelling(during, options, request);
      refuseFalse(answer, during);
      return { done: true, retried: lost };
    } catch (error) {
      if (!isCode(error, NOT_THERE)) throw error;
      return { done: false, retried: isDoubtful(error) };
    }
  };
  const done = { done: true, retried: true };
  return {
    async rewrite(id, rules) {
      const during = attempt(ACTION, true, id);
      const IpPermissions = toIpPermissions(
        rules.map((rule) => ({ ...rule, description: rule.description ?? '' })),
      );
      const command = new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId: id, IpPermissions });
      const holds = async () => {
        const shown = new Map(
          (await reads.describe(id)).rules.map((rule) => [ruleKey(rule), rule.description ?? '']),
        );
        return rules.every((rule) => shown.get(ruleKey(rule)) === (rule.description ?? ''));
      };
      const change = () => attempted(during, (o) => ec2().send(command, o));
      const result = await settled(change, { during, holds, answer: done }, options);
      if (result.done) recent.made(id, rules, 'present');
      return result;
    },

    async modify(id, rule) {
      const during = attempt('ModifySecurityGroupRules', true, id);
      const command = new ModifySecurityGroupRulesCommand({
        GroupId: id,
        SecurityGroupRules: [
          { SecurityGroupRuleId: rule.ruleId ?? undefined, SecurityGroupRule: toRuleRequest(rule) },
        ],
      });
      const holds = async () =>
        (await reads.describe(id)).rules.some((other) => ruleKey(other) === ruleKey(rule));
      const change = () => attempted(during, (o) => ec2().send(command, o));
      const result = await settled(change, { during, holds, answer: done }, options);
      if (result.done) recent.made(id, [rule], 'present');
      return result;
    },

    async mayRewrite(id, rule) {
      const command = new UpdateSecurityGroupRuleDescriptionsIngressCommand({
        GroupId: id,
        IpPermissions: toIpPermissions([rule]),
        DryRun: true,
      });
      const refused = await send(attempt(ACTION, false, id), options, (o) => ec2().send(command, o)).then(
        () => null,
        toWhitelistError,
      );
      if (refused?.details.aws?.code === 'DryRunOperation') return true;
      return refused?.code === 'access_denied' ? false : null;
    },
  };
}
