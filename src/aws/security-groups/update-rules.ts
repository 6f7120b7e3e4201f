import {
  ModifySecurityGroupRulesCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { ruleKey, isSameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { requireReturnTrue } from './change-answers.ts';
import { hasAwsCode, NOT_FOUND_CODES, type ChangeSettings } from './authorize-revoke.ts';
import type { SecurityGroups } from './group.ts';
import { toIpPermissions } from './from-ec2.ts';
import { testPermission } from '#aws/account/permissions.ts';
import { toRuleRequest } from './to-ec2.ts';
import { sendTracked } from '#aws/request/send.ts';
import { isOutcomeUnknown, confirmOutcome } from './confirm-outcome.ts';

type RuleUpdates = Pick<SecurityGroups, 'updateDescriptions' | 'modifyRule' | 'canUpdateDescriptions'>;

interface UpdateResult {
  readonly done: boolean;
  readonly responseLost: boolean;
}

/** The two changes of rules that are there, each told as it turned out, also where AWS's answer was lost. */
export function createRuleUpdates({ ec2, attempt, options, reads, recent }: ChangeSettings): RuleUpdates {
  const createUpdateCommand = (id: string, rules: readonly IngressRule[], DryRun?: true) =>
    new UpdateSecurityGroupRuleDescriptionsIngressCommand({
      GroupId: id,
      IpPermissions: toIpPermissions(rules),
      ...(DryRun && { DryRun }),
    });
  return {
    async updateDescriptions(id, rules) {
      const wanted = rules.map(normalizeDescription);
      const during = attempt('UpdateSecurityGroupRuleDescriptionsIngress', true, id);
      const command = createUpdateCommand(id, wanted);
      const change = () => sendUpdate(during, (o) => ec2().send(command, o));
      const isApplied = async () => {
        const found = new Map((await reads.describe(id)).rules.map((rule) => [ruleKey(rule), rule]));
        return wanted.every((rule) => {
          const there = found.get(ruleKey(rule));
          return there !== undefined && normalizeDescription(there).description === rule.description;
        });
      };
      const result = await confirmOutcome(change, { during, isApplied, answer: CONFIRMED_BY_READ }, options);
      if (result.done) recent.record(id, wanted, 'described');
      return result;
    },

    async modifyRule(id, rule, before) {
      const wanted = normalizeDescription(rule);
      const during = attempt('ModifySecurityGroupRules', true, id);
      const command = new ModifySecurityGroupRulesCommand({
        GroupId: id,
        SecurityGroupRules: [{ SecurityGroupRuleId: rule.ruleId, SecurityGroupRule: toRuleRequest(wanted) }],
      });
      const change = () => sendUpdate(during, (o) => ec2().send(command, o));
      const isApplied = async () =>
        (await reads.describeRules(id)).some(
          (there) =>
            there.ruleId === rule.ruleId &&
            isSameRule(there, wanted) &&
            normalizeDescription(there).description === wanted.description,
        );
      const result = await confirmOutcome(change, { during, isApplied, answer: CONFIRMED_BY_READ }, options);
      if (!result.done) return result;
      if (before && !isSameRule(before, wanted)) recent.record(id, [before], 'absent');
      recent.record(id, [wanted], 'described');
      return result;
    },

    canUpdateDescriptions: (id, rule) =>
      testPermission(attempt('UpdateSecurityGroupRuleDescriptionsIngress', false, id), options, (o) =>
        ec2().send(createUpdateCommand(id, [normalizeDescription(rule)], true), o),
      ).then(({ allowed }) => allowed),
  };

  async function sendUpdate(
    during: Parameters<typeof sendTracked>[0],
    request: Parameters<typeof sendTracked<Answer>>[2],
  ): Promise<UpdateResult> {
    try {
      const { answer, responseLost } = await sendTracked(during, options, request);
      requireReturnTrue(answer, during);
      return { done: true, responseLost };
    } catch (error) {
      if (!hasAwsCode(error, NOT_FOUND_CODES)) throw error;
      return { done: false, responseLost: isOutcomeUnknown(error) };
    }
  }
}

interface Answer {
  readonly Return?: boolean | undefined;
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** What is told where no answer came, and looks at the group found it as it was to be. */
const CONFIRMED_BY_READ: UpdateResult = { done: true, responseLost: true };

/** An empty description is none: EC2 tells of both alike. */
const normalizeDescription = <T extends IngressRule>(rule: T): T => ({
  ...rule,
  description: rule.description || null,
});
