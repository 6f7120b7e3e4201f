import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { quoteName } from '#core/text/redact.ts';

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
  | 'function'
  | 'database_proxy'
  | 'auto_scaling_group'
  | 'kubernetes_cluster'
  | 'file_system';

/** Services whose resources have host names; a host name is looked up at its own service only. */
export type HostService = 'instances' | 'databases' | 'database_proxies' | 'caches' | 'load_balancers';

/** What was found behind a name. Ids and names are strangers' text: they are shown through `escapeUnprintable`. */
export interface Target {
  readonly kind: TargetKind;
  readonly id: string;
  /** What people call it, where that is not its id. */
  readonly name: string | null;
  /** What tells it from another of the same name, safe to show. Default: nothing. */
  readonly details?: string | undefined;
  /** All that it is in, each once; empty: none, as far as AWS says. */
  readonly groups: readonly SecurityGroupId[];
  /** Where it answers, if it has one port of its own: a database's or a cache's. */
  readonly port: number | null;
  /** Where a database of its engine answers, unless somebody says otherwise. Default: not known. */
  readonly usualPort?: number | null;
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

/** A look-up at another service that came to nothing, since that is absent, unreachable or failing. */
export interface FailedLookup {
  /** As policies name it. */
  readonly action: string;
  readonly message: string;
  /** Another try may go better. */
  readonly retryable: boolean;
}

export interface SearchResult {
  readonly found: readonly Target[];
  /** A group has the name, so that nothing else was asked whether it has something of that name too. */
  readonly onlyGroups: boolean;
  /** Each action once. What they would have found is not known. */
  readonly refused: readonly RefusedLookup[];
  /** The same of what failed. */
  readonly failed: readonly FailedLookup[];
  /** Where nothing was found: similar names, the likeliest first; strangers' text. */
  readonly near: readonly string[];
}

const KIND_NAMES: Readonly<Record<TargetKind, string>> = {
  security_group: 'security group',
  instance: 'instance',
  network_interface: 'network interface',
  database: 'database',
  database_cluster: 'database cluster',
  cache: 'cache',
  replication_group: 'replication group',
  serverless_cache: 'serverless cache',
  load_balancer: 'load balancer',
  function: 'function',
  database_proxy: 'database proxy',
  auto_scaling_group: 'Auto Scaling group',
  kubernetes_cluster: 'Kubernetes cluster',
  file_system: 'file system',
};

/** How much of a stranger's text a sentence repeats. */
export const MAX_SHOWN_LENGTH = 100;

/** How many groups a list of choices names, and how many members of each. */
const MAX_CHOICES = 10;
const MAX_OTHERS = 3;

/** `instance i-0123… ("web-1")`, safe to show. */
export function describeTarget({ kind, id, name }: Target): string {
  return `${KIND_NAMES[kind]} ${escapeUnprintable(id, MAX_SHOWN_LENGTH)}${formatName({ id, name })}`;
}

function formatName({ id, name }: Pick<Target, 'id' | 'name'>): string {
  return name === null || name === id ? '' : ` (${quoteName(name, MAX_SHOWN_LENGTH)})`;
}

/** A line for each group, with what is in it, in the order in which they were found. */
export function describeGroupChoices(found: readonly Target[]): string[] {
  const groups = [...new Set(found.flatMap((target) => target.groups))];
  const lines = groups.slice(0, MAX_CHOICES).map((group) => {
    const holders = found.filter((target) => target.groups.includes(group));
    const groupItself = holders.find((target) => target.kind === 'security_group');
    const others = holders.filter((target) => target !== groupItself).map(describeTarget);
    const more = others.length > MAX_OTHERS ? [`and ${others.length - MAX_OTHERS} more`] : [];
    const members = others.length === 0 ? '' : `: of ${[...others.slice(0, MAX_OTHERS), ...more].join(', ')}`;
    const details = !groupItself?.details ? '' : `, ${groupItself.details}`;
    return `${group}${groupItself ? formatName(groupItself) : ''}${details}${members}`;
  });
  return groups.length > MAX_CHOICES ? [...lines, `and ${groups.length - MAX_CHOICES} more`] : lines;
}
