import {
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  DescribeServerlessCachesCommand,
  ElastiCacheClient,
  type CacheCluster,
  type Endpoint,
  type ReplicationGroup,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import type { Target, TargetKind } from '#core/targets/found-target.ts';
import type { TargetName } from '#core/targets/target.ts';
import { INSIDE_RETRIES } from '#aws/request/attempt-tracker.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, matchesTargetName, toPort, type KnownResource } from './wire.ts';

/** Most that ElastiCache gives in one page (ElastiCache API reference); of the serverless ones half as many. */
const MaxRecords = 100;
const MaxResults = 50;

/** What is known of a cache of any kind. */
interface Cache extends KnownResource {
  readonly groups: readonly (string | undefined)[];
  readonly port: number | undefined;
}

/**
 * Caches of ElastiCache, of all three kinds. No cache has a public address (ElastiCache user guide). A module of its
 * own, since the client is loaded only for this.
 */
export async function findCaches(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const { ask, settings, middleware, region } = aws;
  const client = new ElastiCacheClient(settings);
  client.middlewareStack.add(middleware, INSIDE_RETRIES);
  const wanted = possibleKinds(name);
  const [clusterPages, groupPages, serverlessPages] = await Promise.all([
    ask({
      // For groups of replication too, whose members they are.
      unless: !wanted.includes('cache') && !wanted.includes('replication_group'),
      action: 'elasticache:DescribeCacheClusters',
      request: (Marker, o) =>
        client.send(new DescribeCacheClustersCommand({ MaxRecords, Marker, ShowCacheNodeInfo: true }), o),
      next: ({ Marker }) => Marker,
    }),
    ask({
      unless: !wanted.includes('replication_group'),
      action: 'elasticache:DescribeReplicationGroups',
      request: (Marker, o) => client.send(new DescribeReplicationGroupsCommand({ MaxRecords, Marker }), o),
      next: ({ Marker }) => Marker,
    }),
    ask({
      unless: !wanted.includes('serverless_cache'),
      action: 'elasticache:DescribeServerlessCaches',
      request: (NextToken, o) =>
        client.send(new DescribeServerlessCachesCommand({ MaxResults, NextToken }), o),
      next: ({ NextToken }) => NextToken,
    }),
  ]);
  const clusters = clusterPages?.flatMap((page) => required(page.CacheClusters, 'caches')) ?? null;
  const groups = (groupPages ?? []).flatMap((page) => required(page.ReplicationGroups, 'replication groups'));
  const serverless = (serverlessPages ?? []).flatMap((page) =>
    required(page.ServerlessCaches, 'serverless caches'),
  );
  const caches = [
    ...(clusters ?? []).map(fromCluster),
    // Its members alone know its security groups: without them, nothing can be said of it.
    ...(clusters === null ? [] : groups.map((one) => fromReplicationGroup(one, clusters))),
    ...serverless.map(fromServerless),
  ];
  const targets = caches
    .filter((cache) => matchesTargetName(name, cache))
    .map(({ kind, id, port, ...cache }): Target => {
      const told = parseGroupIds(cache.groups);
      return { kind, id, name: null, groups: told, port: toPort(port), reachable: 'private', region };
    });
  return { targets, names: caches.map(({ id }) => id) };
}

/** What the name itself leaves possible: nothing else is asked for, nor are permissions for it needed. */
function possibleKinds(name: TargetName): readonly TargetKind[] {
  if (name.kind === 'arn') return [name.of];
  if (name.kind !== 'host') return ['cache', 'replication_group', 'serverless_cache'];
  return name.host.includes('.serverless.') ? ['serverless_cache'] : ['cache', 'replication_group'];
}

function toKnownResource(
  kind: TargetKind,
  id: string | undefined,
  endpoints: readonly (Endpoint | undefined)[],
) {
  return {
    kind,
    id: required(id, 'the name of a cache'),
    anyCase: true,
    hosts: endpoints.map((endpoint) => endpoint?.Address),
    port: endpoints.find((endpoint) => endpoint?.Port)?.Port,
  };
}

function fromCluster(one: CacheCluster): Cache {
  const nodes = (one.CacheNodes ?? []).map(({ Endpoint }) => Endpoint);
  return {
    ...toKnownResource('cache', one.CacheClusterId, [one.ConfigurationEndpoint, ...nodes]),
    arn: one.ARN,
    groups: (one.SecurityGroups ?? []).map(({ SecurityGroupId }) => SecurityGroupId),
  };
}

function fromReplicationGroup(one: ReplicationGroup, clusters: readonly CacheCluster[]): Cache {
  const nodeGroups = one.NodeGroups ?? [];
  const endpoints = nodeGroups.flatMap((group) => [group.PrimaryEndpoint, group.ReaderEndpoint]);
  const members = clusters.filter(({ ReplicationGroupId: id }) => id === one.ReplicationGroupId);
  return {
    ...toKnownResource('replication_group', one.ReplicationGroupId, [
      one.ConfigurationEndpoint,
      ...endpoints,
    ]),
    arn: one.ARN,
    groups: members.flatMap((member) => fromCluster(member).groups),
  };
}

function fromServerless(one: ServerlessCache): Cache {
  return {
    ...toKnownResource('serverless_cache', one.ServerlessCacheName, [one.Endpoint, one.ReaderEndpoint]),
    arn: one.ARN,
    groups: one.SecurityGroupIds ?? [],
  };
}
