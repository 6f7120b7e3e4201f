import type { WhitelistError } from '../core/errors.ts';
import type { SecurityGroupId, SecurityGroupRuleId } from '../core/ids.ts';
import type { IngressRule } from '../core/ingress-rule.ts';

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Null for EC2-Classic groups, which have none. */
  readonly vpcId: string | null;
  readonly tags: ReadonlyMap<string, string>;
  readonly rules: readonly IngressRule[];
  /** Rules that this process changed a moment ago, and this read contradicts: it is behind, or somebody undid them. */
  readonly behind?: readonly IngressRule[];
}

export interface Authorized {
  /** The rules as AWS made them, with their ids where it told them; empty where one was there already. */
  readonly added: readonly IngressRule[];
  /** The rule was there already. Of several, at least one was: AWS does not say which, and refuses them all. */
  readonly alreadyPresent: boolean;
  /** An answer was lost, so that "there already" may be this call's own doing. */
  readonly retried: boolean;
  /** No answer came, and looks at the group found every rule there. */
  readonly seen: boolean;
}

export interface Revoked {
  /** Whether anything was removed. Of several rules, one that is not there can be why nothing was. */
  readonly matched: boolean;
  /** What is gone now and was there before, as far as AWS told. */
  readonly removed: readonly IngressRule[];
  /** An answer was lost, so that "not there" may be this call's own doing. */
  readonly retried: boolean;
  /** AWS said which rules were there; without it, that they were is a guess. */
  readonly told: boolean;
  /** No answer came, and looks at the group found none of the rules there. */
  readonly seen: boolean;
}

/** What became of every rule of a change in one group; each rule is in exactly one of the four lists. */
export interface EachRule {
  /** By this call: added (with ids where AWS told them) or removed. Somebody may have undone it since. */
  readonly done: readonly IngressRule[];
  /** Was there already, with the description that it has where the group was read; or was not there. */
  readonly unneeded: readonly IngressRule[];
  /** Not by this call; nor was it seen that somebody else has. */
  readonly notDone: readonly IngressRule[];
  /** The answer was lost, and the group did not tell. */
  readonly unknown: readonly IngressRule[];
  /** Why the last two are not empty; null where they are. */
  readonly error: WhitelistError | null;
  /** What is unneeded may be this call's own doing: an answer was lost, or a request failed that may have done a part. */
  readonly retried: boolean;
}

export interface Rewritten {
  /** False: there is no such rule (any more), or of several not each; nothing was written. */
  readonly done: boolean;
  /** An answer was lost, so that what is found may be this call's own doing. */
  readonly retried: boolean;
}

type ChangeEach = (
  id: SecurityGroupId,
  rules: readonly IngressRule[],
  before?: readonly IngressRule[],
) => Promise<EachRule>;

/** The security groups of one region, seen with one set of credentials. Every failure is a WhitelistError. */
export interface SecurityGroups {
  /** @throws WhitelistError `group_not_found` */
  describe(id: SecurityGroupId): Promise<Group>;
  /**
   * One plain look, which knows nothing of what this process changed a moment ago and waits for nothing: for what
   * only feeds a warning.
   *
   * @throws WhitelistError `group_not_found`
   */
  glance(id: SecurityGroupId): Promise<Group>;
  /** Every group of the region, all pages. */
  describeAll(): Promise<readonly Group[]>;
  /** A group's inbound rules with their ids; needs ec2:DescribeSecurityGroupRules, which the minimal policy lacks. */
  describeRules(id: SecurityGroupId): Promise<readonly IngressRule[]>;
  /** One request for all; `authorizeEach` tells what became of each of several. */
  authorize(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<Authorized>;
  /** One request for all, by exact properties; descriptions play no part. See `revokeEach` for several. */
  revoke(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<Revoked>;
  revokeById(id: SecurityGroupId, ruleId: SecurityGroupRuleId): Promise<Revoked>;
  /** Never rejects; see each-rule.ts for how, and for `before`. */
  readonly authorizeEach: ChangeEach;
  /** Never rejects. By exact properties. */
  readonly revokeEach: ChangeEach;
  /**
   * Gives rules, meant by their exact properties, the descriptions that they have here; null and empty clear them.
   * One request, and AWS keeps whatever was written last. Needs ec2:UpdateSecurityGroupRuleDescriptionsIngress.
   */
  rewrite(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<Rewritten>;
  /** Makes the rule of this `ruleId` another, with all that it is to be. Needs ec2:ModifySecurityGroupRules. */
  modify(id: SecurityGroupId, rule: IngressRule): Promise<Rewritten>;
  /** Whether `rewrite` is allowed, as a DryRun tells; null: it could not be told. Never rejects. */
  mayRewrite(id: SecurityGroupId, rule: IngressRule): Promise<boolean | null>;
}
