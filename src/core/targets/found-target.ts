import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';

/** What can be in security groups, and be looked up. */
export type TargetKind =
  | 'security_group'
  | 'instance'
  | 'network_interface'
  | 'database'
  | 'database_cluster'
  | 'cache'
  | 'replication_group'
  | 'serverless_cache'
  | 'load_balancer'
  | 'function';

/** Whose things answer under host names; each of a service's is asked for its own. */
export type HostService = 'instances' | 'databases' | 'caches' | 'load_balancers';

/** What was found behind a name. Ids and names are strangers' text: they are shown through `visible`. */
export interface Target {
  readonly kind: TargetKind;
  readonly id: string;
  /** What people call it, where that is not its id. */
  readonly name: string | null;
  /** All that it is in, each once; empty: AWS tells of none. */
  readonly groups: readonly SecurityGroupId[];
  /** Where it answers, if it has one port of its own: a database's or a cache's. */
  readonly port: number | null;
  /** Whether the internet could reach it at all, were its groups open. */
  readonly reachable: 'internet' | 'private' | 'unknown';
  readonly region: Region;
}

/** A look-up that these credentials may not make. */
export interface RefusedLookup {
  /** As policies name it, e.g. `rds:DescribeDBInstances`. */
  readonly action: string;
  readonly message: string;
}

export interface Search {
  readonly found: readonly Target[];
  /** Each action once. What they would have found is not known. */
  readonly refused: readonly RefusedLookup[];
  /** Where nothing was found: names that are much like it, the likeliest first; strangers' text. */
  readonly near: readonly string[];
}
