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
import { INSIDE_RETRIES } from '#aws/request/flight.ts';
import { present } from '#aws/errors/strange.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { groupIds, isMeant, portOf, type Known } from './wire.ts';

/** Most that ElastiCache gives in one page (ElastiCache API reference); of the serverless ones half as many. */
const MaxRecords = 100;
const MaxResults = 50;

/** What is known of a cache of any kind. */
interface Cache extends Known {
  readonly groups: readonly (string | undefined)[];
  readonly port: number | undefined;
}

/**
 * Caches of ElastiCache, of all three kinds. No cache has a public address (ElastiCache user guide). A module of its
 * own, since the client is loaded only for this.
 */
export async function findCaches(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const { ask, settings, watch, region } = aws;
  const client = new ElastiCacheClient(settings);
  client.middlewareStack.add(watch, INSIDE_RETRIES);
  const wanted = kindsMeant(name);
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
  const clusters = clusterPages?.flatMap((page) => present(page.CacheClusters, 'caches')) ?? null;
  const groups = (groupPages ?? []).flatMap((page) => present(page.ReplicationGroups, 'replication groups'));
  const serverless = (serverlessPages ?? []).flatMap((page) =>
    present(page.ServerlessCaches, 'serverless caches'),
  );
  const caches = [
    ...(clusters ?? []).map(ofCluster),
    // Its members alone know its security groups: without them, nothing can be said of it.
    ...(clusters === null ? [] : groups.map((one) => ofReplicationGroup(one, clusters))),
    ...serverless.map(ofServerless),
  ];
  const targets = caches
    .filter((cache) => isMeant(name, cache))
    .map(({ kind, id, port, ...cache }): Target => {
      const told = groupIds(cache.groups);
      return { kind, id, name: null, groups: told, port: portOf(port), reachable: 'private', region };
    });
  return { targets, names: caches.map(({ id }) => id) };
}

/** What the name itself leaves possible: nothing else is asked for, nor are permissions for it needed. */
function kindsMeant(name: TargetName): readonly TargetKind[] {
  if (name.kind === 'arn') return [name.of];
  if (name.kind !== 'host') return ['cache', 'replication_group', 'serverless_cache'];
  return name.host.includes('.serverless.') ? ['serverless_cache'] : ['cache', 'replication_group'];
}

function known(kind: TargetKind, id: string | undefined, endpoints: readonly (Endpoint | undefined)[]) {
  return {
    kind,
    id: present(id, 'the name of a cache'),
    anyCase: true,
    hosts: endpoints.map((endpoint) => endpoint?.Address),
    port: endpoints.find((endpoint) => endpoint?.Port)?.Port,
  };
}

function ofCluster(one: CacheCluster): Cache {
  const nodes = (one.CacheNodes ?? []).map(({ Endpoint }) => Endpoint);
  return {
    ...known('cache', one.CacheClusterId, [one.ConfigurationEndpoint, ...nodes]),
    arn: one.ARN,
    groups: (one.SecurityGroups ?? []).map(({ SecurityGroupId }) => SecurityGroupId),
  };
}

function ofReplicationGroup(one: ReplicationGroup, clusters: readonly CacheCluster[]): Cache {
  const nodeGroups = one.NodeGroups ?? [];
  const endpoints = nodeGroups.flatMap((group) => [group.PrimaryEndpoint, group.ReaderEndpoint]);
  const members = clusters.filter(({ ReplicationGroupId: id }) => id === one.ReplicationGroupId);
  return {
    ...known('replication_group', one.ReplicationGroupId, [one.ConfigurationEndpoint, ...endpoints]),
    arn: one.ARN,
    groups: members.flatMap((member) => ofCluster(member).groups),
  };
}

function ofServerless(one: ServerlessCache): Cache {
  return {
    ...known('serverless_cache', one.ServerlessCacheName, [one.Endpoint, one.ReaderEndpoint]),
    arn: one.ARN,
    groups: one.SecurityGroupIds ?? [],
  };
}
