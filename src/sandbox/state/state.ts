import type { Resources, Tag } from './resources.ts';

export type { Tag } from './resources.ts';

/** Where a rule lets traffic come from (or go to). CIDRs are in canonical form. */
export type Source =
  { kind: 'ipv4' | 'ipv6'; cidr: string } | { kind: 'prefix-list'; id: string } | GroupSource;

/** A group, of this account and VPC unless it says otherwise. */
export interface GroupSource {
  kind: 'group';
  id: string;
  /** Absent: the group has been deleted. */
  userId?: string;
  /** Of a group on the other side of a peering. */
  vpcId?: string;
  peering?: { id: string; status: string };
}

/** What makes two rules the same rule: direction, protocol, ports and source; a description plays no part. */
export interface RuleSpec {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` (every protocol) or another protocol's number. */
  protocol: string;
  /** First port, or ICMP type (-1: every type). `null` where the protocol has no ports. */
  fromPort: number | null;
  /** Last port, or ICMP code (-1: every code). `null` where the protocol has no ports. */
  toPort: number | null;
  source: Source;
}

export interface Rule extends RuleSpec {
  id: string;
  egress: boolean;
  description?: string;
  tags: Tag[];
}

export interface Group {
  id: string;
  name: string;
  description: string;
  vpcId: string;
  /** The account that shares its VPC; absent: this one. */
  ownerId?: string;
  rules: Rule[];
  tags: Tag[];
}

export interface Vpc {
  id: string;
  cidr: string;
  isDefault: boolean;
  tags: Tag[];
}

export interface PrefixList {
  id: string;
  name: string;
  family: 'ipv4' | 'ipv6';
  /** What a reference to the list costs of a group's quota, however few entries it holds. */
  maxEntries: number;
}

export interface RegionState {
  vpcs: Vpc[];
  groups: Group[];
  prefixLists: PrefixList[];
  /** What is in the groups; a kind that is left out has nothing. */
  resources?: Partial<Resources>;
}

/** What a statement asks of `aws:MultiFactorAuthPresent`, the one condition key that the sandbox knows. */
export interface MfaCondition {
  mfa: boolean;
  /** Also holds where a request does not have the key at all, as one signed with a long-term key. */
  ifExists?: boolean;
}

/** One statement of a policy. Names and ARNs may hold `*` and `?`. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  /** The statement is about every action but these. */
  notActions?: boolean;
  resources: string[];
  /** The statement is about every resource but these. */
  notResources?: boolean;
  condition?: MfaCondition;
}

export interface KeyRecord {
  accessKeyId: string;
  secretAccessKey: string;
  /** Present on temporary keys, which are then useless without it. */
  sessionToken?: string;
  /** The key also works without its token: only for the example key of the written guide. */
  tokenOptional?: boolean;
  /** ISO 8601 instant after which the key is refused; absent: never. */
  expiresAt?: string;
  userId: string;
  arn: string;
  policy: Statement[];
  /** Of a session that was opened with a policy of its own: it has only what both policies allow. */
  sessionPolicy?: Statement[];
  /** The session was opened with a code of an MFA device, and requests tell that it was. */
  mfa?: boolean;
  /** ARN of the role that this is a session of. */
  role?: string;
  /** Who is behind a chain of roles. Once set, it stays for the rest of the chain. */
  sourceIdentity?: string;
  /** ISO 8601 instant at which the key was made; absent: ten days before whenever somebody asks. */
  createdAt?: string;
}

export interface State {
  format: 1;
  accountId: string;
  regions: Record<string, RegionState>;
  keys: KeyRecord[];
}

const copyTags = (tags: readonly Tag[]): Tag[] => tags.map((tag) => ({ ...tag }));

const copyRegion = (region: RegionState): RegionState => ({
  ...region,
  vpcs: region.vpcs.map((vpc) => ({ ...vpc, tags: copyTags(vpc.tags) })),
  groups: region.groups.map((group) => ({
    ...group,
    tags: copyTags(group.tags),
    rules: group.rules.map((rule) => ({ ...rule, tags: copyTags(rule.tags) })),
  })),
});

/**
 * A copy in which groups, rules, VPCs, tags and the list of keys may be changed. All else (sources, prefix lists,
 * resources, single keys and their policies) is shared with the original: it is only ever replaced as a whole. The
 * state is copied with every change, and `structuredClone` takes many times as long.
 */
export function copyState(state: State): State {
  const regions = Object.entries(state.regions).map(([name, region]) => [name, copyRegion(region)] as const);
  return { ...state, keys: [...state.keys], regions: Object.fromEntries(regions) };
}
