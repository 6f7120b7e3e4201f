import type { WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId, SecurityGroupRuleId } from '#core/identifiers/ids.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Null for EC2-Classic groups, which have none. */
  readonly vpcId: string | null;
  readonly tags: ReadonlyMap<string, string>;
  readonly rules: readonly IngressRule[];
  /**
   * Rules as this process made or described them a moment ago, which this read contradicts: it is behind, or somebody
   * has changed them since.
   */
  readonly behind?: readonly IngressRule[];
}

export interface AuthorizeResult {
  /** The rules as AWS made them, with their ids where it told them; empty where one was there already. */
  readonly added: readonly IngressRule[];
  /** The rule was there already. Of several, at least one was: AWS does not say which, and refuses them all. */
  readonly alreadyPresent: boolean;
  /** An answer was lost, so that "there already" may be this call's own doing. */
  readonly responseLost: boolean;
  /** No answer came, and looks at the group found every rule there. */
  readonly confirmedByRead: boolean;
}

export interface RevokeResult {
  /** Whether anything was removed. Of several rules, one that is not there can be why nothing was. */
  readonly matched: boolean;
  /** What is gone now and was there before, as far as AWS told. */
  readonly removed: readonly IngressRule[];
  /** An answer was lost, so that "not there" may be this call's own doing. */
  readonly responseLost: boolean;
  /** AWS said which rules were there; without it, that they were is a guess. */
  readonly reportedByAws: boolean;
  /** No answer came, and looks at the group found none of the rules there. */
  readonly confirmedByRead: boolean;
}

/** What became of every rule of a change in one group; each rule is in exactly one of the four lists. */
export interface RuleOutcomes {
  /** By this call: added (with ids where AWS told them) or removed. Somebody may have undone it since. */
  readonly changed: readonly IngressRule[];
  /** Was there already, with the description that it has where the group was read; or was not there. */
  readonly unchanged: readonly IngressRule[];
  /** Not by this call; nor was it seen that somebody else has. */
  readonly markFailed: readonly IngressRule[];
  /** The answer was lost, and the group did not tell. */
  readonly unknown: readonly IngressRule[];
  /** Why the last two are not empty; null where they are. */
  readonly error: WhitelistError | null;
  /** What is unneeded may be this call's own doing: an answer was lost, or a request failed that may have done a part. */
  readonly maybeOurs: boolean;
}

/** What became of new descriptions for rules that are there. */
export interface UpdateDescriptionsResult {
  /** Every rule has its new description. False: AWS does not know one of the rules, and nothing was written. */
  readonly done: boolean;
  /** An answer was lost: where `done` is false, this very call may have written before the rule went. */
  readonly responseLost: boolean;
}

/** What became of a rule that was to become another one, under the same id. */
export interface ModifyRuleResult {
  /** The rule is as it was to be. False: there is no rule of that id any more. */
  readonly done: boolean;
  /** An answer was lost: where `done` is false, this very call may have changed the rule before it went. */
  readonly responseLost: boolean;
}

/** A rule that AWS has given an id. */
export type RuleWithId = IngressRule & { readonly ruleId: string };

type ChangeRules = (
  id: SecurityGroupId,
  rules: readonly IngressRule[],
  before?: readonly IngressRule[],
) => Promise<RuleOutcomes>;

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
  peek(id: SecurityGroupId): Promise<Group>;
  /** Every group of the region, all pages. */
  describeAll(): Promise<readonly Group[]>;
  /** A group's inbound rules with their ids; needs ec2:DescribeSecurityGroupRules, which the minimal policy lacks. */
  describeRules(id: SecurityGroupId): Promise<readonly IngressRule[]>;
  /** One request for all; `authorizeEach` tells what became of each of several. */
  authorize(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<AuthorizeResult>;
  /** One request for all, by exact properties; descriptions play no part. See `revokeEach` for several. */
  revoke(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<RevokeResult>;
  revokeById(id: SecurityGroupId, ruleId: SecurityGroupRuleId): Promise<RevokeResult>;
  /**
   * Gives rules that are there new descriptions, in one request and by exact properties; ids play no part. The whole
   * text is replaced: AWS keeps nothing of the old one, whoever wrote it meanwhile.
   *
   * @param rules - Each with its description as it is to be; null or '' clears it.
   * @throws WhitelistError `access_denied` where ec2:UpdateSecurityGroupRuleDescriptionsIngress is not allowed
   */
  updateDescriptions(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<UpdateDescriptionsResult>;
  /**
   * Makes the rule of this id into another one: its traffic, its source and its description; id and tags stay. AWS
   * changes no rule of IPv4 into one of IPv6, nor an address into a group.
   *
   * @param rule - As it is to be, with the id of the rule that is there.
   * @param before - The rule as it is now. With it, a read that still shows it is known to be behind. Default: not known.
   * @throws WhitelistError `access_denied` where ec2:ModifySecurityGroupRules is not allowed; `aws_error` with AWS's
   *   code InvalidPermission.Duplicate where there is such a rule already
   */
  modifyRule(id: SecurityGroupId, rule: RuleWithId, before?: IngressRule): Promise<ModifyRuleResult>;
  /**
   * Whether AWS would allow `rewrite`, asked with DryRun. It says nothing of whether the rule is there.
   *
   * @returns null where it could not be told. Never rejects.
   */
  canUpdateDescriptions(id: SecurityGroupId, rule: IngressRule): Promise<boolean | null>;
  /** Never rejects; see each-rule.ts for how, and for `before`. */
  readonly authorizeEach: ChangeRules;
  /**
   * Never rejects. By exact properties: AWS asks for no description. Whenever a look at the group shows that a rule has
   * been described otherwise than it is here, it is left alone, as one that is unneeded.
   */
  readonly revokeEach: ChangeRules;
}
