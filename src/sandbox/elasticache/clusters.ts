import type { Action, Call } from '#sandbox/auth/call.ts';
import { paginateByMarker } from '#sandbox/pagination.ts';
import { flag } from '#sandbox/protocol/query.ts';
import { type CacheCluster, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { selectRequested, requiredPermission } from './lookup.ts';
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
    ...(withNodes && { CacheNodes: xmlList('CacheNode', nodes(call, one)) }),
    SecurityGroups: xmlList(
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
  requiredPermissions: (call) => [requiredPermission(call, KIND)],
  run: (call) => {
    const withNodes = flag(call.params, 'ShowCacheNodeInfo');
    const lone = flag(call.params, 'ShowCacheClustersNotInReplicationGroups');
    const candidates = selectRequested(call, resourcesOf(call.region).cacheClusters, KIND);
    const wanted = candidates.filter(({ replicationGroup }) => !lone || replicationGroup === undefined);
    const { part, Marker } = paginateByMarker(call, wanted);
    const clusters = part.map((one) => clusterItem(call, one, withNodes));
    return { CacheClusters: xmlList('CacheCluster', clusters), Marker };
  },
};
