import type { Action, Call } from '#sandbox/auth/call.ts';
import { paginateByMarker } from '#sandbox/pagination.ts';
import { type DbCluster, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { type DbFields, selectRequested, applyDbFilters, memberships, requestedArn } from './lookup.ts';
import { dbArn, endpoint, resourceId } from './names.ts';

const KIND = {
  type: 'cluster',
  parameter: 'DBClusterIdentifier',
  notFound: 'DBClusterNotFoundFault',
  word: 'DBCluster',
} as const;

function fieldsOf(call: Call): DbFields<DbCluster> {
  return {
    'db-cluster-id': ({ name }) => [name, dbArn(call, 'cluster', name)],
    'db-cluster-resource-id': ({ name }) => [resourceId('cluster', name)],
    engine: ({ engine }) => [engine],
  };
}

/** The instances of a cluster; the first of them is the one that writes. */
function members(call: Call, cluster: string): XmlNode[] {
  return resourcesOf(call.region)
    .dbInstances.filter((one) => one.cluster === cluster)
    .map(({ name }, index) => ({
      DBInstanceIdentifier: name,
      IsClusterWriter: index === 0,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    }));
}

function clusterItem(call: Call, { name, engine, port, status, groups }: DbCluster): XmlNode {
  return {
    AllocatedStorage: 1,
    DBClusterIdentifier: name,
    DBSubnetGroup: 'default',
    Status: status,
    Endpoint: endpoint(call, name, 'cluster'),
    ReaderEndpoint: endpoint(call, name, 'cluster-ro'),
    MultiAZ: false,
    Engine: engine,
    Port: port,
    DBClusterMembers: xmlList('DBClusterMember', members(call, name)),
    VpcSecurityGroups: memberships(groups),
    DbClusterResourceId: resourceId('cluster', name),
    DBClusterArn: dbArn(call, 'cluster', name),
    TagList: '',
  };
}

/** `DescribeDBClusters`: by name or ARN, by filter, or all. Whether one may reach it, only its instances tell. */
export const describeDbClusters: Action = {
  writes: false,
  requiredPermissions: (call) => [{ action: 'rds:DescribeDBClusters', resource: requestedArn(call, KIND) }],
  run: (call) => {
    const candidates = selectRequested(call, resourcesOf(call.region).dbClusters, KIND);
    const { part, Marker } = paginateByMarker(call, applyDbFilters(call.params, candidates, fieldsOf(call)));
    return {
      DBClusters: xmlList(
        'DBCluster',
        part.map((one) => clusterItem(call, one)),
      ),
      Marker,
    };
  },
};
