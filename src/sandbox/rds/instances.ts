import type { Action, Call } from '#sandbox/auth/call.ts';
import { paginateByMarker } from '#sandbox/pagination.ts';
import { type DbInstance, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { type DbFields, selectRequested, applyDbFilters, memberships, requestedArn } from './lookup.ts';
import { dbArn, endpoint, resourceId } from './names.ts';

const KIND = {
  type: 'db',
  parameter: 'DBInstanceIdentifier',
  notFound: 'DBInstanceNotFound',
  word: 'DBInstance',
} as const;

function fieldsOf(call: Call): DbFields<DbInstance> {
  return {
    'db-instance-id': ({ name }) => [name, dbArn(call, 'db', name)],
    'db-cluster-id': ({ cluster }) =>
      cluster === undefined ? [] : [cluster, dbArn(call, 'cluster', cluster)],
    'dbi-resource-id': ({ name }) => [resourceId('db', name)],
    engine: ({ engine }) => [engine],
  };
}

function instanceItem(call: Call, { name, engine, port, status, ...more }: DbInstance): XmlNode {
  return {
    DBInstanceIdentifier: name,
    DBInstanceClass: 'db.t4g.medium',
    Engine: engine,
    DBInstanceStatus: status,
    // Unknown until the instance has been made.
    ...(status !== 'creating' && {
      Endpoint: { Address: endpoint(call, name), Port: port, HostedZoneId: 'Z2R2ITUGPM61AM' },
    }),
    AllocatedStorage: 20,
    DBSecurityGroups: '',
    VpcSecurityGroups: memberships(more.groups),
    AvailabilityZone: `${call.regionName}a`,
    DBSubnetGroup: {
      DBSubnetGroupName: 'default',
      DBSubnetGroupDescription: 'default',
      VpcId: more.vpcId,
      SubnetGroupStatus: 'Complete',
      Subnets: '',
    },
    MultiAZ: false,
    PubliclyAccessible: more.publiclyAccessible,
    StorageEncrypted: true,
    DBClusterIdentifier: more.cluster,
    DbiResourceId: resourceId('db', name),
    DBInstanceArn: dbArn(call, 'db', name),
    DbInstancePort: 0,
    TagList: '',
  };
}

/** `DescribeDBInstances`: by name or ARN, by filter, or all; the members of clusters are among them. */
export const describeDbInstances: Action = {
  writes: false,
  requiredPermissions: (call) => [{ action: 'rds:DescribeDBInstances', resource: requestedArn(call, KIND) }],
  run: (call) => {
    const candidates = selectRequested(call, resourcesOf(call.region).dbInstances, KIND);
    const { part, Marker } = paginateByMarker(call, applyDbFilters(call.params, candidates, fieldsOf(call)));
    const instances = part.map((one) => instanceItem(call, one));
    return { DBInstances: xmlList('DBInstance', instances), Marker };
  },
};
