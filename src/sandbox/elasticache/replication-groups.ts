import type { Action, Call } from '#sandbox/auth/call.ts';
import { paginateByMarker } from '#sandbox/pagination.ts';
import { type ReplicationGroup, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { selectRequested, requiredPermission } from './lookup.ts';
import { cacheArn, cacheHost } from './names.ts';

const KIND = {
  action: 'DescribeReplicationGroups',
  type: 'replicationgroup',
  parameter: 'ReplicationGroupId',
  notFound: 'ReplicationGroupNotFoundFault',
  words: (name: string) => `ReplicationGroup ${name} not found.`,
} as const;

function member(call: Call, name: string, index: number, port: number): XmlNode {
  return {
    CacheClusterId: name,
    CacheNodeId: '0001',
    ReadEndpoint: { Address: cacheHost(call, name, '0001'), Port: port },
    PreferredAvailabilityZone: `${call.regionName}a`,
    CurrentRole: index === 0 ? 'primary' : 'replica',
  };
}

function groupItem(call: Call, { name, description, port, status, members }: ReplicationGroup): XmlNode {
  return {
    ReplicationGroupId: name,
    Description: description,
    Status: status,
    PendingModifiedValues: '',
    MemberClusters: xmlList('ClusterId', members),
    NodeGroups: xmlList('NodeGroup', [
      {
        NodeGroupId: '0001',
        Status: status,
        PrimaryEndpoint: { Address: cacheHost(call, name, 'ng', '0001'), Port: port },
        ReaderEndpoint: { Address: cacheHost(call, `${name}-ro`, 'ng', '0001'), Port: port },
        NodeGroupMembers: xmlList(
          'NodeGroupMember',
          members.map((one, index) => member(call, one, index, port)),
        ),
      },
    ]),
    AutomaticFailover: 'enabled',
    MultiAZ: 'disabled',
    ClusterEnabled: false,
    CacheNodeType: 'cache.t4g.small',
    ARN: cacheArn(call, 'replicationgroup', name),
  };
}

/** `DescribeReplicationGroups`: of security groups it knows nothing; its member clusters do. */
export const describeReplicationGroups: Action = {
  writes: false,
  requiredPermissions: (call) => [requiredPermission(call, KIND)],
  run: (call) => {
    const { part, Marker } = paginateByMarker(
      call,
      selectRequested(call, resourcesOf(call.region).replicationGroups, KIND),
    );
    const groups = part.map((one) => groupItem(call, one));
    return { ReplicationGroups: xmlList('ReplicationGroup', groups), Marker };
  },
};
