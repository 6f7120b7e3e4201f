import type { Action, Call } from '#sandbox/auth/call.ts';
import { markerPage } from '#sandbox/marker.ts';
import { type DbCluster, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, list } from '#sandbox/xml.ts';
import { type DbFields, asked, dbFiltered, memberships, resourceOf } from './lookup.ts';
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
    DBClusterMembers: list('DBClusterMember', members(call, name)),
    VpcSecurityGroups: memberships(groups),
    DbClusterResourceId: resourceId('cluster', name),
    DBClusterArn: dbArn(call, 'cluster', name),
    TagList: '',
  };
}

/** `DescribeDBClusters`: by name or ARN, by filter, or all. Whether one may reach it, only its instances tell. */
export const describeDbClusters: Action = {
  writes: false,
  needs: (call) => [{ action: 'rds:DescribeDBClusters', resource: resourceOf(call, KIND) }],
  run: (call) => {
    const candidates = asked(call, resourcesOf(call.region).dbClusters, KIND);
    const { part, Marker } = markerPage(call, dbFiltered(call.params, candidates, fieldsOf(call)));
    return {
      DBClusters: list(
        'DBCluster',
        part.map((one) => clusterItem(call, one)),
      ),
      Marker,
    };
  },
};
