/** Where a rule lets traffic come from (or go to). CIDRs are in canonical form. */
export type Source =
  | { kind: 'ipv4' | 'ipv6'; cidr: string }
  | { kind: 'prefix-list'; id: string }
  | { kind: 'group'; id: string; userId: string };

export interface Tag {
  key: string;
  value: string;
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
}

/** One statement of an identity's policy. Names and ARNs may hold `*` and `?`. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
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
}

export interface State {
  format: 1;
  accountId: string;
  regions: Record<string, RegionState>;
  keys: KeyRecord[];
}
