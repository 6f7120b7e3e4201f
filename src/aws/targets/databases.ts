import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  type DBCluster,
  type DBInstance,
  type VpcSecurityGroupMembership,
} from '@aws-sdk/client-rds';
import type { Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { INSIDE_RETRIES } from '#aws/request/flight.ts';
import { present } from '#aws/errors/strange.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { groupIds, isMeant, portOf } from './wire.ts';

/** Most that RDS gives in one page (RDS API reference); an account has 40 instances unless AWS raised it. */
const MaxRecords = 100;

/**
 * Instances and clusters of RDS, Aurora's among them; the members of a cluster tell whether the internet reaches it.
 * A module of its own, since the client is loaded only for this.
 */
export async function findDatabases(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const { ask, region, settings, watch } = aws;
  const rds = new RDSClient(settings);
  rds.middlewareStack.add(watch, INSIDE_RETRIES);
  const [instancePages, clusterPages] = await Promise.all([
    ask({
      action: 'rds:DescribeDBInstances',
      request: (Marker, o) => rds.send(new DescribeDBInstancesCommand({ MaxRecords, Marker }), o),
      next: ({ Marker }) => Marker,
    }),
    ask({
      unless: name.kind === 'arn' && name.of === 'database',
      action: 'rds:DescribeDBClusters',
      request: (Marker, o) => rds.send(new DescribeDBClustersCommand({ MaxRecords, Marker }), o),
      next: ({ Marker }) => Marker,
    }),
  ]);
  const instances = (instancePages ?? []).flatMap((page) => present(page.DBInstances, 'databases'));
  const clusters = (clusterPages ?? []).flatMap((page) => present(page.DBClusters, 'database clusters'));
  return {
    targets: [
      ...instances.filter((one) => isMeant(name, knownInstance(one))).map((one) => ofInstance(one, region)),
      ...clusters
        .filter((one) => isMeant(name, knownCluster(one)))
        .map((one) => ofCluster(one, instances, region)),
    ],
    names: [...instances.map(instanceId), ...clusters.map(clusterId)],
  };
}

const instanceId = (one: DBInstance) => present(one.DBInstanceIdentifier, 'the name of a database');
const clusterId = (one: DBCluster) => present(one.DBClusterIdentifier, 'the name of a database cluster');

const knownInstance = (one: DBInstance) => ({
  kind: 'database' as const,
  id: instanceId(one),
  arn: one.DBInstanceArn,
  hosts: [one.Endpoint?.Address],
  anyCase: true,
});

const knownCluster = (one: DBCluster) => ({
  kind: 'database_cluster' as const,
  id: clusterId(one),
  arn: one.DBClusterArn,
  hosts: [one.Endpoint, one.ReaderEndpoint, ...(one.CustomEndpoints ?? [])],
  anyCase: true,
});

/** Without those that it is about to leave. */
function groupsOf(memberships: readonly VpcSecurityGroupMembership[] = []) {
  return groupIds(
    memberships.filter(({ Status }) => Status !== 'removing').map((one) => one.VpcSecurityGroupId),
  );
}

function ofInstance(one: DBInstance, region: Region): Target {
  return {
    kind: 'database',
    id: instanceId(one),
    name: null,
    groups: groupsOf(one.VpcSecurityGroups),
    port: portOf(one.Endpoint?.Port ?? one.DbInstancePort),
    reachable: reachOf([one]),
    region,
  };
}

function ofCluster(one: DBCluster, instances: readonly DBInstance[], region: Region): Target {
  const id = clusterId(one);
  const members = instances.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === id);
  return {
    kind: 'database_cluster',
    id,
    name: null,
    groups: groupsOf(one.VpcSecurityGroups),
    port: portOf(one.Port),
    reachable: reachOf([one, ...members]),
    region,
  };
}

function reachOf(
  parts: readonly { readonly PubliclyAccessible?: boolean | undefined }[],
): Target['reachable'] {
  const told = parts.map(({ PubliclyAccessible }) => PubliclyAccessible).filter((is) => is !== undefined);
  if (told.length === 0) return 'unknown';
  return told.includes(true) ? 'internet' : 'private';
}
