import type { SecurityGroupId, SecurityGroupRuleId } from '#core/identifiers/ids.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { RuleOutcomes } from '#core/rules/rule-outcomes.ts';

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Null for EC2-Classic groups, which have none. */
  readonly vpcId: string | null;
  /** The account whose it is; null: AWS did not say. Default: the same. */
  readonly ownerId?: string | null;
  readonly tags: ReadonlyMap<string, string>;
  readonly rules: readonly IngressRule[];
  /**
   * Rules as this process made or described them a moment ago, where this read contradicts it: the read is stale, or
   * somebody has changed them since.
   */
  readonly behind?: readonly IngressRule[];
  /** Of a list of groups: why its rules are not known, which are empty then. Default: they are. */
  readonly unreadable?: string;
}

export interface AuthorizeResult {
  /** The rules as AWS created them, with their ids where it gave them; empty where one was there already. */
  readonly added: readonly IngressRule[];
  /** The rule was there already. Of several, at least one was: AWS does not say which, and refuses them all. */
  readonly alreadyPresent: boolean;
  /** An answer was lost, so that "there already" may be this call's own doing. */
  readonly responseLost: boolean;
  /** No answer came, and reads of the group found every rule there. */
  readonly confirmedByRead: boolean;
}

export interface RevokeResult {
  /** Whether anything was removed. Of several rules, one that is not there can be why nothing was. */
  readonly matched: boolean;
  /** The rules that were there before and are gone now, as far as AWS said. */
  readonly removed: readonly IngressRule[];
  /** An answer was lost, so that "not there" may be this call's own doing. */
  readonly responseLost: boolean;
  /** AWS said which rules were there; otherwise that they were is a guess. */
  readonly reportedByAws: boolean;
  /** No answer came, and reads of the group found none of the rules there. */
  readonly confirmedByRead: boolean;
}

/** What became of new descriptions for rules that are there. */
export interface UpdateDescriptionsResult {
  /** Every rule has its new description. False: AWS does not know one of the rules, and nothing was written. */
  readonly done: boolean;
  /** An answer was lost: where `done` is false, this very call may have written before the rule went. */
  readonly responseLost: boolean;
}

/** The result of replacing a rule under the same id. */
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
  /**
   * Those that are asked for at the same time go in one request.
   *
   * @throws WhitelistError `group_not_found`
   */
  describe(id: SecurityGroupId): Promise<Group>;
  /**
   * One plain read, which ignores recent changes of this process and waits for nothing: for what only feeds a warning.
   *
   * @throws WhitelistError `group_not_found`
   */
  peek(id: SecurityGroupId): Promise<Group>;
  /** Every group of the region, all pages; one that cannot be read says so. */
  describeAll(): Promise<readonly Group[]>;
  /** A group's inbound rules with their ids; needs ec2:DescribeSecurityGroupRules, which the minimal policy lacks. */
  describeRules(id: SecurityGroupId): Promise<readonly IngressRule[]>;
  /** One request for all; `authorizeEach` reports the outcome of each of several. */
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
   * Replaces traffic, source and description of the rule with this id; id and tags stay. AWS changes no rule of IPv4
   * into one of IPv6, nor an address into a group.
   *
   * @param rule - As it is to be, with the id of the existing rule.
   * @param before - The rule as it is now. With it, a read that still shows it is recognised as stale. Default: not known.
   * @throws WhitelistError `access_denied` where ec2:ModifySecurityGroupRules is not allowed; `aws_error` with AWS's
   *   code InvalidPermission.Duplicate where there is such a rule already
   */
  modifyRule(id: SecurityGroupId, rule: RuleWithId, before?: IngressRule): Promise<ModifyRuleResult>;
  /**
   * Whether AWS would allow `updateDescriptions`, tested with DryRun. It says nothing of whether the rule is there.
   *
   * @returns null where it could not be tested. Never rejects.
   */
  canUpdateDescriptions(id: SecurityGroupId, rule: IngressRule): Promise<boolean | null>;
  /** Never rejects; see change-rules.ts for how, and for `before`. */
  readonly authorizeEach: ChangeRules;
  /**
   * Never rejects. By exact properties: AWS ignores descriptions. A rule that a read of the group shows with another
   * description than here is left alone, as one that needed no change.
   */
  readonly revokeEach: ChangeRules;
}
