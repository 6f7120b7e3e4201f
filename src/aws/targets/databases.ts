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
import { INSIDE_RETRIES } from '#aws/request/attempt-tracker.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, matchesTargetName, toPort } from './wire.ts';

/** Most that RDS gives in one page (RDS API reference); an account has 40 instances unless AWS raised it. */
const MaxRecords = 100;

/**
 * Instances and clusters of RDS, Aurora's among them; the members of a cluster tell whether the internet reaches it.
 * A module of its own, since the client is loaded only for this.
 */
export async function findDatabases(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const { ask, region, settings, middleware } = aws;
  const rds = new RDSClient(settings);
  rds.middlewareStack.add(middleware, INSIDE_RETRIES);
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
  const instances = (instancePages ?? []).flatMap((page) => required(page.DBInstances, 'databases'));
  const clusters = (clusterPages ?? []).flatMap((page) => required(page.DBClusters, 'database clusters'));
  return {
    targets: [
      ...instances
        .filter((one) => matchesTargetName(name, toKnownInstance(one)))
        .map((one) => toInstanceTarget(one, region)),
      ...clusters
        .filter((one) => matchesTargetName(name, toKnownCluster(one)))
        .map((one) => toClusterTarget(one, instances, region)),
    ],
    names: [...instances.map(instanceId), ...clusters.map(clusterId)],
  };
}

const instanceId = (one: DBInstance) => required(one.DBInstanceIdentifier, 'the name of a database');
const clusterId = (one: DBCluster) => required(one.DBClusterIdentifier, 'the name of a database cluster');

const toKnownInstance = (one: DBInstance) => ({
  kind: 'database' as const,
  id: instanceId(one),
  arn: one.DBInstanceArn,
  hosts: [one.Endpoint?.Address],
  anyCase: true,
});

const toKnownCluster = (one: DBCluster) => ({
  kind: 'database_cluster' as const,
  id: clusterId(one),
  arn: one.DBClusterArn,
  hosts: [one.Endpoint, one.ReaderEndpoint, ...(one.CustomEndpoints ?? [])],
  anyCase: true,
});

/** Without those that it is about to leave. */
function groupsOf(memberships: readonly VpcSecurityGroupMembership[] = []) {
  return parseGroupIds(
    memberships.filter(({ Status }) => Status !== 'removing').map((one) => one.VpcSecurityGroupId),
  );
}

function toInstanceTarget(one: DBInstance, region: Region): Target {
  return {
    kind: 'database',
    id: instanceId(one),
    name: null,
    groups: groupsOf(one.VpcSecurityGroups),
    port: toPort(one.Endpoint?.Port ?? one.DbInstancePort),
    reachable: reachabilityOf([one]),
    region,
  };
}

function toClusterTarget(one: DBCluster, instances: readonly DBInstance[], region: Region): Target {
  const id = clusterId(one);
  const members = instances.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === id);
  return {
    kind: 'database_cluster',
    id,
    name: null,
    groups: groupsOf(one.VpcSecurityGroups),
    port: toPort(one.Port),
    reachable: reachabilityOf([one, ...members]),
    region,
  };
}

function reachabilityOf(
  parts: readonly { readonly PubliclyAccessible?: boolean | undefined }[],
): Target['reachable'] {
  const flags = parts.map(({ PubliclyAccessible }) => PubliclyAccessible).filter((is) => is !== undefined);
  if (flags.length === 0) return 'unknown';
  return flags.includes(true) ? 'internet' : 'private';
}
