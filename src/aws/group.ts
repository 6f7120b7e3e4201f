import type { SecurityGroupId, SecurityGroupRuleId } from '../core/ids.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
import type { EachRule } from './each-rule.ts';

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
  /** The rules as AWS made them, with their ids where it told them; empty where they were there already. */
  readonly added: readonly IngressRule[];
  readonly alreadyPresent: boolean;
  /** An answer was lost, so that "there already" may be this call's own doing. */
  readonly retried: boolean;
}

export interface Revoked {
  /** Whether there was anything to remove. */
  readonly matched: boolean;
  /** What is gone now and was there before, as far as AWS told. */
  readonly removed: readonly IngressRule[];
  /** An answer was lost, so that "not there" may be this call's own doing. */
  readonly retried: boolean;
  /** AWS said which rules were there; without it, that they were is a guess. */
  readonly told: boolean;
}

/** The security groups of one region, seen with one set of credentials. Every failure is a WhitelistError. */
export interface SecurityGroups {
  /** @throws WhitelistError `group_not_found` */
  describe(id: SecurityGroupId): Promise<Group>;
  /** Every group of the region, all pages. */
  describeAll(): Promise<readonly Group[]>;
  /** A group's inbound rules with their ids; needs ec2:DescribeSecurityGroupRules, which the minimal policy lacks. */
  describeRules(id: SecurityGroupId): Promise<readonly IngressRule[]>;
  authorize(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<Authorized>;
  /** By exact properties; descriptions play no part. */
  revoke(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<Revoked>;
  authorizeEach(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<EachRule>;
  revokeEach(id: SecurityGroupId, rules: readonly IngressRule[]): Promise<EachRule>;
  glance(id: SecurityGroupId): Promise<Group>;
  revokeById(id: SecurityGroupId, ruleId: SecurityGroupRuleId): Promise<Revoked>;
}
