import {
  DescribeDBProxiesCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  type DBCluster,
  type DBInstance,
  type DBProxy,
  type VpcSecurityGroupMembership,
} from '@aws-sdk/client-rds';
import type { Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, matchesTargetName, toPort } from './wire.ts';

/** Most that RDS gives in one page (RDS API reference); an account has 40 instances unless AWS raised it. */
const MaxRecords = 100;

/**
 * Instances and clusters of RDS, Aurora included; the members of a cluster show whether the internet reaches it.
 * A module of its own, since the client is loaded only for this.
 */
export async function findDatabases(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const { fetchPages, region } = aws;
  const rds = aws.createClient(RDSClient);
  const [instancePages, clusterPages] = await Promise.all([
    fetchPages({
      action: 'rds:DescribeDBInstances',
      request: (Marker, o) => rds.send(new DescribeDBInstancesCommand({ MaxRecords, Marker }), o),
      next: ({ Marker }) => Marker,
    }),
    fetchPages({
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

/** Without the groups that it is about to leave. */
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
    usualPort: usualPortOf(one.Engine),
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
    usualPort: usualPortOf(one.Engine),
    reachable: reachabilityOf([one, ...members]),
    region,
  };
}

/** Of RDS's engines (RDS API reference, CreateDBInstance), by the beginning of their names; the longest first. */
const USUAL_PORTS: readonly (readonly [engine: string, port: number])[] = [
  ['aurora-postgresql', 5432],
  ['postgres', 5432],
  ['aurora', 3306],
  ['mysql', 3306],
  ['mariadb', 3306],
  ['sqlserver', 1433],
  ['custom-sqlserver', 1433],
  ['oracle', 1521],
  ['custom-oracle', 1521],
  ['docdb', 27_017],
];

const usualPortOf = (engine: string | undefined): number | null =>
  USUAL_PORTS.find(([name]) => engine?.startsWith(name))?.[1] ?? null;

function reachabilityOf(
  parts: readonly { readonly PubliclyAccessible?: boolean | undefined }[],
): Target['reachable'] {
  const flags = parts.map(({ PubliclyAccessible }) => PubliclyAccessible).filter((is) => is !== undefined);
  if (flags.length === 0) return 'unknown';
  return flags.includes(true) ? 'internet' : 'private';
}

/** A proxy answers at the port of what it stands before (RDS user guide, "Connecting to a database through RDS Proxy"). */
const PROXY_PORTS: Readonly<Record<string, number>> = { MYSQL: 3306, POSTGRESQL: 5432, SQLSERVER: 1433 };

/** Proxies of RDS, by name, ARN or the host of their own endpoint. None can be reached from the internet. */
export async function findDatabaseProxies(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const { fetchPages, region } = aws;
  const rds = aws.createClient(RDSClient);
  const pages = await fetchPages({
    action: 'rds:DescribeDBProxies',
    request: (Marker, o) => rds.send(new DescribeDBProxiesCommand({ MaxRecords, Marker }), o),
    next: ({ Marker }) => Marker,
  });
  const proxies = (pages ?? []).flatMap((page) => required(page.DBProxies, 'database proxies'));
  const idOf = (one: DBProxy) => required(one.DBProxyName, 'the name of a database proxy');
  return {
    targets: proxies
      .filter((one) =>
        matchesTargetName(name, {
          kind: 'database_proxy',
          id: idOf(one),
          arn: one.DBProxyArn,
          hosts: [one.Endpoint],
          anyCase: true,
        }),
      )
      .map((one): Target => ({
        kind: 'database_proxy',
        id: idOf(one),
        name: null,
        groups: parseGroupIds(one.VpcSecurityGroupIds),
        port: PROXY_PORTS[one.EngineFamily ?? ''] ?? null,
        reachable: 'private',
        region,
      })),
    names: proxies.map(idOf),
  };
}
