import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
  type EC2Client,
  type RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2';
import { WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Attempt } from '#aws/errors/attempt.ts';
import { parseAdded, parseChangeAnswer, requireReturnTrue, parseRevoked } from './change-answers.ts';
import type { AuthorizeResult, RevokeResult, SecurityGroups } from './group.ts';
import { toIpPermissions } from './from-ec2.ts';
import type { RecentChanges } from './recent-changes.ts';
import { sendTracked, type SendOptions } from '#aws/request/send.ts';
import { isOutcomeUnknown, confirmOutcome } from './confirm-outcome.ts';

const DUPLICATE_CODES = ['InvalidPermission.Duplicate'];
/** EC2's codes for a rule that is not there. */
export const NOT_FOUND_CODES = ['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'];

type RuleChanges = Pick<SecurityGroups, 'authorize' | 'revoke' | 'revokeById'>;
type Reads = Pick<SecurityGroups, 'describe' | 'describeRules'>;

export interface ChangeSettings {
  readonly ec2: () => EC2Client;
  readonly attempt: (action: string, changes: boolean, groupId?: string) => Attempt;
  readonly options: SendOptions;
  /** The reads without memory of what this process changed. */
  readonly reads: Reads;
  readonly recent: RecentChanges;
}

/** The two changes, each told as it turned out, also where AWS's answer was lost. */
export function createRuleChanges({ ec2, attempt, options, reads, recent }: ChangeSettings): RuleChanges {
  const rulesInGroup = async (id: SecurityGroupId, rules: readonly IngressRule[]) => {
    const there = new Set((await reads.describe(id)).rules.map(ruleKey));
    return rules.filter((rule) => there.has(ruleKey(rule)));
  };
  return {
    async authorize(id, rules) {
      const during = attempt('AuthorizeSecurityGroupIngress', true, id);
      const IpPermissions = toIpPermissions(rules);
      const command = new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions });
      const present = { added: [], alreadyPresent: true, responseLost: true, confirmedByRead: false };
      const change = async (): Promise<AuthorizeResult> => {
        try {
          const { answer, responseLost } = await sendTracked(during, options, (o) => ec2().send(command, o));
          requireReturnTrue(answer, during);
          return {
            added: parseAdded(answer, rules),
            alreadyPresent: false,
            responseLost,
            confirmedByRead: false,
          };
        } catch (error) {
          if (!hasAwsCode(error, DUPLICATE_CODES)) throw error;
          return { ...present, responseLost: isOutcomeUnknown(error) };
        }
      };
      const isApplied = async () => (await rulesInGroup(id, rules)).length === rules.length;
      const result = await confirmOutcome(
        change,
        { during, isApplied, answer: { ...present, confirmedByRead: true } },
        options,
      );
      if (!result.alreadyPresent) recent.record(id, rules, 'described');
      // Where one of several is there already, AWS may have refused them all.
      else if (result.confirmedByRead || rules.length === 1) recent.record(id, rules, 'present');
      return result;
    },

    async revoke(id, rules) {
      // A description would play no part, so it is not sent.
      const IpPermissions = toIpPermissions(rules.map((rule) => ({ ...rule, description: null })));
      const isApplied = async () => (await rulesInGroup(id, rules)).length === 0;
      const result = await revokeWith(id, { IpPermissions }, rules, isApplied);
      // Where one of several is not there, AWS may have refused them all.
      if (result.matched || result.confirmedByRead || rules.length === 1) recent.record(id, rules, 'absent');
      return result;
    },

    async revokeById(id, ruleId) {
      const isApplied = async () => !(await reads.describeRules(id)).some((rule) => rule.ruleId === ruleId);
      const result = await revokeWith(id, { SecurityGroupRuleIds: [ruleId] }, [], isApplied);
      recent.record(id, result.removed, 'absent');
      return result;
    },
  };

  /** Other VPCs than the default one answer "not found" for the whole request; both come out the same here. */
  async function revokeWith(
    id: SecurityGroupId,
    selector: Pick<RevokeSecurityGroupIngressCommandInput, 'IpPermissions' | 'SecurityGroupRuleIds'>,
    rules: readonly IngressRule[],
    isApplied: () => Promise<boolean>,
  ): Promise<RevokeResult> {
    const during = attempt('RevokeSecurityGroupIngress', true, id);
    const command = new RevokeSecurityGroupIngressCommand({ GroupId: id, ...selector });
    const gone = {
      matched: false,
      removed: [],
      responseLost: true,
      reportedByAws: true,
      confirmedByRead: false,
    };
    const change = async (): Promise<RevokeResult> => {
      try {
        const { answer, responseLost } = await sendTracked(during, options, (o) => ec2().send(command, o));
        requireReturnTrue(answer, during);
        return {
          ...parseChangeAnswer(during, () => parseRevoked(answer, rules)),
          responseLost,
          confirmedByRead: false,
        };
      } catch (error) {
        if (!hasAwsCode(error, NOT_FOUND_CODES)) throw error;
        return { ...gone, responseLost: isOutcomeUnknown(error) };
      }
    };
    return confirmOutcome(change, { during, isApplied, answer: { ...gone, confirmedByRead: true } }, options);
  }
}

export function hasAwsCode(error: unknown, codes: readonly string[]): error is WhitelistError {
  return error instanceof WhitelistError && codes.includes(error.details.aws?.code ?? '');
}
