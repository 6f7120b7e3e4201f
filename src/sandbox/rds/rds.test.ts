import {
  DescribeDBClustersCommand,
  type DescribeDBClustersCommandInput,
  DescribeDBInstancesCommand,
  type DescribeDBInstancesCommandInput,
  RDSClient,
  paginateDescribeDBInstances,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedId } from '#sandbox/seed/ids.ts';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(async () => {
  await sandbox.reset();
  await sandbox.setFaults([]);
});
afterAll(() => sandbox.close());

type Key = keyof Sandbox['keys'];

function client(key: Key = 'admin', region = sandbox.region): RDSClient {
  const { endpoint, keys } = sandbox;
  return new RDSClient({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
}

async function instances(input: DescribeDBInstancesCommandInput = {}, key?: Key, region?: string) {
  return (await client(key, region).send(new DescribeDBInstancesCommand(input))).DBInstances ?? [];
}

async function clusters(input: DescribeDBClustersCommandInput = {}, key?: Key) {
  return (await client(key).send(new DescribeDBClustersCommand(input))).DBClusters ?? [];
}

const names = (found: { DBInstanceIdentifier?: string | undefined }[]) =>
  found.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier);

const ARN = 'arn:aws:rds:us-east-1:123456789012';
const STAGING = {
  DBInstanceIdentifier: 'staging-db',
  DBInstanceArn: `${ARN}:db:staging-db`,
  DBInstanceStatus: 'available',
  Engine: 'postgres',
  PubliclyAccessible: false,
  Endpoint: { Address: 'staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com', Port: 5432 },
  VpcSecurityGroups: [{ VpcSecurityGroupId: fixedId('sg', 'staging-postgres'), Status: 'active' }],
  DBSubnetGroup: { VpcId: fixedId('vpc', 'production') },
};

describe('DescribeDBInstances', () => {
  it('tells one by its name, in any case, or its ARN', async () => {
    for (const DBInstanceIdentifier of ['staging-db', 'Staging-DB', `${ARN}:db:staging-db`]) {
      const found = await instances({ DBInstanceIdentifier });
      expect(found).toMatchObject([STAGING]);
      expect(found[0]?.DBClusterIdentifier).toBeUndefined();
    }
    expect(sandbox.requests.at(-1)).toMatchObject({ service: 'rds', action: 'DescribeDBInstances' });
  });

  it('tells all there are, the members of clusters among them', async () => {
    const found = await instances();
    expect(names(found)).toEqual(['staging-db', 'reports-db', 'orders-1', 'orders-2']);
    expect(found[1]).toMatchObject({ PubliclyAccessible: true, Endpoint: { Port: 5433 } });
    expect(found[3]).toMatchObject({ DBClusterIdentifier: 'orders', Engine: 'aurora-mysql' });
  });

  it('finds by filter', async () => {
    const by = (Name: string, ...Values: string[]) => instances({ Filters: [{ Name, Values }] });
    expect(names(await by('db-cluster-id', 'orders'))).toEqual(['orders-1', 'orders-2']);
    expect(names(await by('db-instance-id', 'staging-db', 'orders-2'))).toEqual(['staging-db', 'orders-2']);
    expect(names(await by('db-instance-id', `${ARN}:db:reports-db`))).toEqual(['reports-db']);
    const DbiResourceId = (await instances({ DBInstanceIdentifier: 'reports-db' }))[0]?.DbiResourceId ?? '';
    expect(names(await by('dbi-resource-id', DbiResourceId))).toEqual(['reports-db']);
    expect(await by('engine', 'oracle-ee')).toEqual([]);
    await expect(by('colour', 'red')).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Unrecognized filter name: colour',
    });
  });

  it('does not find what is in another region, or what nobody has', async () => {
    const missing = instances({ DBInstanceIdentifier: 'paris-db' });
    await expect(missing).rejects.toMatchObject({
      name: 'DBInstanceNotFoundFault',
      message: 'DBInstance paris-db not found.',
      $metadata: { httpStatusCode: 404 },
    });
    const [paris] = await instances({ DBInstanceIdentifier: 'paris-db' }, 'admin', 'eu-west-1');
    expect(paris?.Endpoint?.Address).toBe('paris-db.c9akciq32rgd.eu-west-1.rds.amazonaws.com');
    expect(sandbox.requests.at(-2)?.errorCode).toBe('DBInstanceNotFound');
    await expect(instances({ DBInstanceIdentifier: 'no_name' })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('has no endpoint yet while one is created, and may have no group', async () => {
    const [one] = (await sandbox.resources()).dbInstances;
    if (one === undefined) throw new Error('the seed has no database');
    await sandbox.setResources({ dbInstances: [{ ...one, status: 'creating', groups: [] }] });
    const [found] = await instances();
    expect(found).toMatchObject({ DBInstanceStatus: 'creating', VpcSecurityGroups: [] });
    expect(found?.Endpoint).toBeUndefined();
  });

  it('comes by pages', async () => {
    const [one] = (await sandbox.resources()).dbInstances;
    if (one === undefined) throw new Error('the seed has no database');
    const dbInstances = Array.from({ length: 45 }, (_, index) => ({ ...one, name: `db-${index}` }));
    await sandbox.setResources({ dbInstances });
    const sizes: number[] = [];
    const all: unknown[] = [];
    for await (const page of paginateDescribeDBInstances({ client: client(), pageSize: 20 }, {})) {
      sizes.push(page.DBInstances?.length ?? 0);
      all.push(...names(page.DBInstances ?? []));
    }
    expect([sizes, new Set(all).size]).toEqual([[20, 20, 5], 45]);
    const refused = (input: DescribeDBInstancesCommandInput) =>
      expect(instances(input)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await refused({ MaxRecords: 19 });
    await refused({ MaxRecords: 101 });
    await refused({ Marker: 'x' });
  });
});

describe('DescribeDBClusters', () => {
  it('tells a cluster with its endpoints, groups and members', async () => {
    expect(await clusters({ DBClusterIdentifier: 'orders' })).toMatchObject([
      {
        DBClusterArn: `${ARN}:cluster:orders`,
        Endpoint: 'orders.cluster-c9akciq32rgd.us-east-1.rds.amazonaws.com',
        ReaderEndpoint: 'orders.cluster-ro-c9akciq32rgd.us-east-1.rds.amazonaws.com',
        Port: 3306,
        Engine: 'aurora-mysql',
        VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0123abcd' }],
        DBClusterMembers: [
          { DBInstanceIdentifier: 'orders-1', IsClusterWriter: true },
          { DBInstanceIdentifier: 'orders-2', IsClusterWriter: false },
        ],
      },
    ]);
    expect(await clusters({ DBClusterIdentifier: `${ARN}:cluster:orders` })).toHaveLength(1);
    expect(await clusters({ Filters: [{ Name: 'engine', Values: ['aurora-mysql'] }] })).toHaveLength(1);
    expect(await clusters({ Filters: [{ Name: 'db-cluster-id', Values: ['returns'] }] })).toEqual([]);
  });

  it('does not take an instance for one', async () => {
    await expect(clusters({ DBClusterIdentifier: 'staging-db' })).rejects.toMatchObject({
      name: 'DBClusterNotFoundFault',
      message: 'DBCluster staging-db not found.',
    });
  });
});

describe('who may not', () => {
  it('is refused, with the resource that was asked for', async () => {
    const refused = (action: string, resource: string) => ({
      name: 'AccessDenied',
      message:
        `User: ${sandbox.keys.minimal.arn} is not authorized to perform: rds:${action} on resource: ${ARN}:` +
        `${resource} because no identity-based policy allows the rds:${action} action`,
      $metadata: { httpStatusCode: 403 },
    });
    const one = { DBInstanceIdentifier: 'nothing-like-it' };
    await expect(instances(one, 'minimal')).rejects.toMatchObject(
      refused('DescribeDBInstances', 'db:nothing-like-it'),
    );
    await expect(instances({}, 'minimal')).rejects.toMatchObject(refused('DescribeDBInstances', 'db:*'));
    await expect(clusters({}, 'minimal')).rejects.toMatchObject(refused('DescribeDBClusters', 'cluster:*'));
    expect(await clusters({}, 'readOnly')).toHaveLength(1);
  });

  it('is told apart by signature, region and action as with the other Query services', async () => {
    const { endpoint, region, keys } = sandbox;
    const credentials = { ...keys.admin, secretAccessKey: 'x'.repeat(40) };
    const wrong = new RDSClient({ endpoint, region, credentials, maxAttempts: 1 });
    const asking = wrong.send(new DescribeDBInstancesCommand({}));
    await expect(asking).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    // Not enabled for the account, which nobody says.
    await expect(instances({}, 'admin', 'me-south-1')).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(instances({}, 'admin', 'xx-none-1')).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });
});

it('meets the faults of a plan', async () => {
  const fault = (kind: string) => sandbox.setFaults([{ action: 'DescribeDBInstances', fault: { kind } }]);
  await fault('throttled');
  await expect(instances()).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  await fault('html');
  await expect(instances()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  await fault('truncated');
  await expect(instances()).rejects.toThrow();
  expect(await clusters()).toHaveLength(1);
});
