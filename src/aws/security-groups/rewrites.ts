import {
  ModifySecurityGroupRulesCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { ruleKey, sameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { refuseFalse } from './change-answers.ts';
import { isCode, NOT_THERE, type ChangeSettings } from './changes.ts';
import type { SecurityGroups } from './group.ts';
import { toIpPermissions } from './ip-permission.ts';
import { allowedBy } from '#aws/account/permissions.ts';
import { toRuleRequest } from './rule-request.ts';
import { sendTelling } from '#aws/request/send.ts';
import { isDoubtful, settled } from './settled.ts';

type Rewrites = Pick<SecurityGroups, 'rewrite' | 'modify' | 'mayRewrite'>;

interface Rewriting {
  readonly done: boolean;
  readonly retried: boolean;
}

/** The two changes of rules that are there, each told as it turned out, also where AWS's answer was lost. */
export function rewrites({ ec2, attempt, options, reads, recent }: ChangeSettings): Rewrites {
  const update = (id: string, rules: readonly IngressRule[], DryRun?: true) =>
    new UpdateSecurityGroupRuleDescriptionsIngressCommand({
      GroupId: id,
      IpPermissions: toIpPermissions(rules),
      ...(DryRun && { DryRun }),
    });
  return {
    async rewrite(id, rules) {
      const wanted = rules.map(described);
      const during = attempt('UpdateSecurityGroupRuleDescriptionsIngress', true, id);
      const command = update(id, wanted);
      const change = () => rewriting(during, (o) => ec2().send(command, o));
      const holds = async () => {
        const found = new Map((await reads.describe(id)).rules.map((rule) => [ruleKey(rule), rule]));
        return wanted.every((rule) => {
          const there = found.get(ruleKey(rule));
          return there !== undefined && described(there).description === rule.description;
        });
      };
      const result = await settled(change, { during, holds, answer: SEEN }, options);
      if (result.done) recent.made(id, wanted, 'described');
      return result;
    },

    async modify(id, rule, before) {
      const wanted = described(rule);
      const during = attempt('ModifySecurityGroupRules', true, id);
      const command = new ModifySecurityGroupRulesCommand({
        GroupId: id,
        SecurityGroupRules: [{ SecurityGroupRuleId: rule.ruleId, SecurityGroupRule: toRuleRequest(wanted) }],
      });
      const change = () => rewriting(during, (o) => ec2().send(command, o));
      const holds = async () =>
        (await reads.describeRules(id)).some(
          (there) =>
            there.ruleId === rule.ruleId &&
            sameRule(there, wanted) &&
            described(there).description === wanted.description,
        );
      const result = await settled(change, { during, holds, answer: SEEN }, options);
      if (!result.done) return result;
      if (before && !sameRule(before, wanted)) recent.made(id, [before], 'absent');
      recent.made(id, [wanted], 'described');
      return result;
    },

    mayRewrite: (id, rule) =>
      allowedBy(attempt('UpdateSecurityGroupRuleDescriptionsIngress', false, id), options, (o) =>
        ec2().send(update(id, [described(rule)], true), o),
      ).then(({ allowed }) => allowed),
  };

  async function rewriting(
    during: Parameters<typeof sendTelling>[0],
    request: Parameters<typeof sendTelling<Answer>>[2],
  ): Promise<Rewriting> {
    try {
      const { answer, lost } = await sendTelling(during, options, request);
      refuseFalse(answer, during);
      return { done: true, retried: lost };
    } catch (error) {
      if (!isCode(error, NOT_THERE)) throw error;
      return { done: false, retried: isDoubtful(error) };
    }
  }
}

interface Answer {
  readonly Return?: boolean | undefined;
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** What is told where no answer came, and looks at the group found it as it was to be. */
const SEEN: Rewriting = { done: true, retried: true };

/** An empty description is none: EC2 tells of both alike. */
const described = <T extends IngressRule>(rule: T): T => ({ ...rule, description: rule.description || null });
