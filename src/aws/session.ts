import type { SearchResult } from '#core/targets/found-target.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import type { SecurityGroups } from '#aws/security-groups/group.ts';
import type { Identity } from '#aws/sts/identity.ts';
import type { KeyAge } from '#aws/account/key-age.ts';
import type { Permission } from '#aws/account/permissions.ts';
import type { RuleLimit } from '#aws/account/rule-limit.ts';
import type { Moment } from '#core/grants/moment.ts';

export interface Targets {
  /**
   * What there is of this name, by exact matches alone.
   *
   * @param region - Where to look. Default: the session's region.
   * @throws WhitelistError for every failure but a look-up that is not allowed, which the search names
   */
  find(name: TargetName, region?: Region): Promise<SearchResult>;
}

/** AWS as one call sees it: one set of credentials, one region, until the call ends. */
export interface AwsSession {
  readonly region: Region;
  /** Where the credentials came from, for people; never what they are. */
  readonly source: string;
  /** They may grow while the call goes on. */
  readonly warnings: readonly string[];
  /** An IAM user's or root's own keys, which do not expire. */
  readonly longLived: boolean;
  /** Null: they do not expire, or it is not known when. */
  readonly expires: Date | null;
  /** The same credentials can be found again without anybody: they came with no call, and from no person. */
  readonly renewable: boolean;
  /** This program opened the session with a code; otherwise it is not known. */
  readonly mfa: boolean;
  readonly groups: SecurityGroups;
  readonly targets: Targets;
  /** STS is asked once per key and process. */
  identity(): Promise<Identity>;
  /**
   * AWS's time, never this machine's: that of AWS's last answer to this process, plus what has gone by since. Where there
   * was no answer yet, or the machine slept or its clock was set since, AWS is asked (sts:GetCallerIdentity). Never ahead;
   * behind by less than a second plus the time that the answer took to arrive.
   *
   * @throws WhitelistError that of the request, where the time is not known
   */
  awsTime(): Promise<Date>;
  /** AWS's time, or this machine's where AWS's is not known: the call's warnings then say so. */
  moment(): Promise<Moment>;
  /** The date of `moment()`, for whatever takes nothing away because of it. */
  now(): Promise<Date>;
  /** The same failure, or STS's explanation where it says more; see `diagnoseAuthFailure`. */
  diagnose(error: unknown): Promise<unknown>;
  /** What EC2 would allow of what the product does; never rejects. */
  permissions(groupId: SecurityGroupId | null): Promise<Permission[]>;
  /** How old a long-lived key is; null for other credentials. Never rejects. */
  keyAge(): Promise<KeyAge | null>;
  /** Of prefix lists, how many entries each may have at most, as far as it may be read. Never rejects. */
  prefixListSizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The account's own limit of rules in a group, read at each call; null where it is not known. Never rejects. */
  ruleLimit(): Promise<RuleLimit | null>;
}
