import type { Action, Call } from '#sandbox/auth/call.ts';
import { markerPage } from '#sandbox/marker.ts';
import { flag } from '#sandbox/query.ts';
import { type CacheCluster, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, list } from '#sandbox/xml.ts';
import { asked, needOf } from './lookup.ts';
import { cacheArn, cacheHost } from './names.ts';

const KIND = {
  action: 'DescribeCacheClusters',
  type: 'cluster',
  parameter: 'CacheClusterId',
  notFound: 'CacheClusterNotFound',
  words: (name: string) => `CacheCluster not found: ${name}`,
} as const;

function nodes(call: Call, { name, port, nodes: count }: CacheCluster): XmlNode[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(index + 1).padStart(4, '0');
    return {
      CacheNodeId: id,
      CacheNodeStatus: 'available',
      Endpoint: { Address: cacheHost(call, name, id), Port: port },
      ParameterGroupStatus: 'in-sync',
      CustomerAvailabilityZone: `${call.regionName}a`,
    };
  });
}

function clusterItem(call: Call, one: CacheCluster, withNodes: boolean): XmlNode {
  const { name, engine, port, status, groups, replicationGroup } = one;
  return {
    CacheClusterId: name,
    // Of memcached alone: where a client learns of the nodes.
    ...(engine === 'memcached' && {
      ConfigurationEndpoint: { Address: cacheHost(call, name, 'cfg'), Port: port },
    }),
    CacheNodeType: 'cache.t4g.small',
    Engine: engine,
    CacheClusterStatus: status,
    NumCacheNodes: one.nodes,
    CacheSecurityGroups: '',
    ...(withNodes && { CacheNodes: list('CacheNode', nodes(call, one)) }),
    SecurityGroups: list(
      'member',
      groups.map((id) => ({ SecurityGroupId: id, Status: 'active' })),
    ),
    ReplicationGroupId: replicationGroup,
    ARN: cacheArn(call, 'cluster', name),
  };
}

/** `DescribeCacheClusters`: the nodes, and so the endpoints, only where they are asked for. */
export const describeCacheClusters: Action = {
  writes: false,
  needs: (call) => [needOf(call, KIND)],
  run: (call) => {
    const withNodes = flag(call.params, 'ShowCacheNodeInfo');
    const lone = flag(call.params, 'ShowCacheClustersNotInReplicationGroups');
    const candidates = asked(call, resourcesOf(call.region).cacheClusters, KIND);
    const wanted = candidates.filter(({ replicationGroup }) => !lone || replicationGroup === undefined);
    const { part, Marker } = markerPage(call, wanted);
    const clusters = part.map((one) => clusterItem(call, one, withNodes));
    return { CacheClusters: list('CacheCluster', clusters), Marker };
  },
};
