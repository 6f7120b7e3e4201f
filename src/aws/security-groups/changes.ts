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
import { addedBy, readAfter, refuseFalse, revokedBy } from './change-answers.ts';
import type { Authorized, Revoked, SecurityGroups } from './group.ts';
import { toIpPermissions } from './ip-permission.ts';
import type { RecentChanges } from './recent-changes.ts';
import { sendTelling, type SendOptions } from '#aws/request/send.ts';
import { isDoubtful, settled } from './settled.ts';

const ALREADY_THERE = ['InvalidPermission.Duplicate'];
/** EC2's codes for a rule that is not there. */
export const NOT_THERE = ['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'];

type Changes = Pick<SecurityGroups, 'authorize' | 'revoke' | 'revokeById'>;
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
export function changes({ ec2, attempt, options, reads, recent }: ChangeSettings): Changes {
  const inGroup = async (id: SecurityGroupId, rules: readonly IngressRule[]) => {
    const there = new Set((await reads.describe(id)).rules.map(ruleKey));
    return rules.filter((rule) => there.has(ruleKey(rule)));
  };
  return {
    async authorize(id, rules) {
      const during = attempt('AuthorizeSecurityGroupIngress', true, id);
      const IpPermissions = toIpPermissions(rules);
      const command = new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions });
      const present = { added: [], alreadyPresent: true, retried: true, seen: false };
      const change = async (): Promise<Authorized> => {
        try {
          const { answer, lost } = await sendTelling(during, options, (o) => ec2().send(command, o));
          refuseFalse(answer, during);
          return { added: addedBy(answer, rules), alreadyPresent: false, retried: lost, seen: false };
        } catch (error) {
          if (!isCode(error, ALREADY_THERE)) throw error;
          return { ...present, retried: isDoubtful(error) };
        }
      };
      const holds = async () => (await inGroup(id, rules)).length === rules.length;
      const result = await settled(change, { during, holds, answer: { ...present, seen: true } }, options);
      if (!result.alreadyPresent) recent.made(id, rules, 'described');
      // Where one of several is there already, AWS may have refused them all.
      else if (result.seen || rules.length === 1) recent.made(id, rules, 'present');
      return result;
    },

    async revoke(id, rules) {
      // A description would play no part, so it is not sent.
      const IpPermissions = toIpPermissions(rules.map((rule) => ({ ...rule, description: null })));
      const holds = async () => (await inGroup(id, rules)).length === 0;
      const result = await revokeWith(id, { IpPermissions }, rules, holds);
      // Where one of several is not there, AWS may have refused them all.
      if (result.matched || result.seen || rules.length === 1) recent.made(id, rules, 'absent');
      return result;
    },

    async revokeById(id, ruleId) {
      const holds = async () => !(await reads.describeRules(id)).some((rule) => rule.ruleId === ruleId);
      const result = await revokeWith(id, { SecurityGroupRuleIds: [ruleId] }, [], holds);
      recent.made(id, result.removed, 'absent');
      return result;
    },
  };

  /** Other VPCs than the default one answer "not found" for the whole request; both come out the same here. */
  async function revokeWith(
    id: SecurityGroupId,
    selector: Pick<RevokeSecurityGroupIngressCommandInput, 'IpPermissions' | 'SecurityGroupRuleIds'>,
    rules: readonly IngressRule[],
    holds: () => Promise<boolean>,
  ): Promise<Revoked> {
    const during = attempt('RevokeSecurityGroupIngress', true, id);
    const command = new RevokeSecurityGroupIngressCommand({ GroupId: id, ...selector });
    const gone = { matched: false, removed: [], retried: true, told: true, seen: false };
    const change = async (): Promise<Revoked> => {
      try {
        const { answer, lost } = await sendTelling(during, options, (o) => ec2().send(command, o));
        refuseFalse(answer, during);
        return { ...readAfter(during, () => revokedBy(answer, rules)), retried: lost, seen: false };
      } catch (error) {
        if (!isCode(error, NOT_THERE)) throw error;
        return { ...gone, retried: isDoubtful(error) };
      }
    };
    return settled(change, { during, holds, answer: { ...gone, seen: true } }, options);
  }
}

export function isCode(error: unknown, codes: readonly string[]): error is WhitelistError {
  return error instanceof WhitelistError && codes.includes(error.details.aws?.code ?? '');
}
