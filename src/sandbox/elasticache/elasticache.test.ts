import {
  DescribeCacheClustersCommand,
  type DescribeCacheClustersCommandInput,
  DescribeReplicationGroupsCommand,
  type DescribeReplicationGroupsCommandInput,
  DescribeServerlessCachesCommand,
  type DescribeServerlessCachesCommandInput,
  ElastiCacheClient,
  paginateDescribeCacheClusters,
  paginateDescribeServerlessCaches,
} from '@aws-sdk/client-elasticache';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedId } from '#sandbox/seed/ids.ts';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

type Key = keyof Sandbox['keys'];

function client(key: Key = 'admin', region = sandbox.region): ElastiCacheClient {
  const { endpoint, keys } = sandbox;
  return new ElastiCacheClient({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
}

async function clusters(input: DescribeCacheClustersCommandInput = {}, key?: Key, region?: string) {
  return (await client(key, region).send(new DescribeCacheClustersCommand(input))).CacheClusters ?? [];
}

async function groups(input: DescribeReplicationGroupsCommandInput = {}, key?: Key) {
  return (await client(key).send(new DescribeReplicationGroupsCommand(input))).ReplicationGroups ?? [];
}

async function caches(input: DescribeServerlessCachesCommandInput = {}, key?: Key) {
  return (await client(key).send(new DescribeServerlessCachesCommand(input))).ServerlessCaches ?? [];
}

const ARN = 'arn:aws:elasticache:us-east-1:123456789012';
const RUNNERS = fixedId('sg', 'build-runners');

describe('DescribeCacheClusters', () => {
  it('tells a cluster with its groups, and with its nodes where they are asked for', async () => {
    const [member] = await clusters({ CacheClusterId: 'Sessions-001', ShowCacheNodeInfo: true });
    expect(member).toMatchObject({
      CacheClusterId: 'sessions-001',
      ARN: `${ARN}:cluster:sessions-001`,
      Engine: 'redis',
      ReplicationGroupId: 'sessions',
      SecurityGroups: [{ SecurityGroupId: RUNNERS, Status: 'active' }],
      CacheNodes: [
        { Endpoint: { Address: 'sessions-001.x3kq9a.0001.use1.cache.amazonaws.com', Port: 6379 } },
      ],
    });
    expect(member?.ConfigurationEndpoint).toBeUndefined();
    const [plain] = await clusters({ CacheClusterId: 'sessions-001' });
    expect(plain?.CacheNodes).toBeUndefined();
  });

  it('tells where a memcached cluster is found', async () => {
    const [pages, ...more] = await clusters({
      ShowCacheClustersNotInReplicationGroups: true,
      ShowCacheNodeInfo: true,
    });
    expect(more).toEqual([]);
    expect(pages).toMatchObject({
      Engine: 'memcached',
      ConfigurationEndpoint: { Address: 'pages.x3kq9a.cfg.use1.cache.amazonaws.com', Port: 11211 },
      SecurityGroups: [{ SecurityGroupId: fixedId('sg', 'web') }],
      CacheNodes: [{ CacheNodeId: '0001' }, { CacheNodeId: '0002' }],
    });
  });

  it('does not find a replication group by its name, nor what is not there', async () => {
    await expect(clusters({ CacheClusterId: 'sessions' })).rejects.toMatchObject({
      name: 'CacheClusterNotFoundFault',
      message: 'CacheCluster not found: sessions',
      $metadata: { httpStatusCode: 404 },
    });
    expect(sandbox.requests.at(-1)?.errorCode).toBe('CacheClusterNotFound');
    expect(await clusters({}, 'admin', 'eu-west-1')).toEqual([]);
  });

  it('shortens the region in host names as AWS does', async () => {
    const { cacheClusters } = await sandbox.resources();
    const hostIn = async (region: string) => {
      await sandbox.setResources({ cacheClusters }, region);
      const [pages] = (await clusters({}, 'admin', region)).filter(({ Engine }) => Engine === 'memcached');
      return pages?.ConfigurationEndpoint?.Address?.split('.')[3];
    };
    expect([await hostIn('eu-west-1'), await hostIn('ap-southeast-2')]).toEqual(['euw1', 'apse2']);
    expect(await hostIn('ca-central-1')).toBe('cac1');
  });

  it('comes by pages', async () => {
    const [one] = (await sandbox.resources()).cacheClusters;
    if (one === undefined) throw new Error('the seed has no cache');
    const cacheClusters = Array.from({ length: 25 }, (_, index) => ({ ...one, name: `cache-${index}` }));
    await sandbox.setResources({ cacheClusters });
    const sizes: number[] = [];
    for await (const page of paginateDescribeCacheClusters({ client: client(), pageSize: 20 }, {})) {
      sizes.push(page.CacheClusters?.length ?? 0);
    }
    expect(sizes).toEqual([20, 5]);
    const wrong = { name: 'InvalidParameterValueException' };
    await expect(clusters({ MaxRecords: 5 })).rejects.toMatchObject(wrong);
    await expect(clusters({ Marker: 'x' })).rejects.toMatchObject(wrong);
  });
});

describe('DescribeReplicationGroups', () => {
  it('tells members and endpoints, and of security groups nothing', async () => {
    const [sessions] = await groups({ ReplicationGroupId: 'sessions' });
    expect(sessions).toMatchObject({
      ARN: `${ARN}:replicationgroup:sessions`,
      MemberClusters: ['sessions-001', 'sessions-002'],
      NodeGroups: [
        {
          PrimaryEndpoint: { Address: 'sessions.x3kq9a.ng.0001.use1.cache.amazonaws.com', Port: 6379 },
          ReaderEndpoint: { Address: 'sessions-ro.x3kq9a.ng.0001.use1.cache.amazonaws.com' },
          NodeGroupMembers: [{ CurrentRole: 'primary' }, { CurrentRole: 'replica' }],
        },
      ],
    });
    expect(JSON.stringify(sessions)).not.toContain('sg-');
    expect(await groups()).toEqual([sessions]);
  });

  it('does not find a cluster of its own', async () => {
    await expect(groups({ ReplicationGroupId: 'pages' })).rejects.toMatchObject({
      name: 'ReplicationGroupNotFoundFault',
      message: 'ReplicationGroup pages not found.',
    });
  });
});

describe('DescribeServerlessCaches', () => {
  it('tells a cache with its groups and endpoints', async () => {
    const Address = 'carts-x3kq9a.serverless.use1.cache.amazonaws.com';
    expect(await caches({ ServerlessCacheName: 'carts' })).toMatchObject([
      {
        ServerlessCacheName: 'carts',
        ARN: `${ARN}:serverlesscache:carts`,
        SecurityGroupIds: [fixedId('sg', 'web')],
        Endpoint: { Address, Port: 6379 },
        ReaderEndpoint: { Address, Port: 6380 },
      },
    ]);
    await expect(caches({ ServerlessCacheName: 'nope' })).rejects.toMatchObject({
      name: 'ServerlessCacheNotFoundFault',
    });
  });

  it('comes by pages of another kind', async () => {
    const [one] = (await sandbox.resources()).serverlessCaches;
    if (one === undefined) throw new Error('the seed has no serverless cache');
    await sandbox.setResources({ serverlessCaches: ['a', 'b', 'c'].map((name) => ({ ...one, name })) });
    const names: unknown[] = [];
    for await (const page of paginateDescribeServerlessCaches({ client: client(), pageSize: 2 }, {})) {
      names.push(page.ServerlessCaches?.map(({ ServerlessCacheName }) => ServerlessCacheName));
    }
    expect(names).toEqual([['a', 'b'], ['c']]);
    await expect(caches({ NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});

it('refuses who may not, with the resource that was asked for', async () => {
  const refused = (action: string, resource: string) => ({
    name: 'AccessDenied',
    message:
      `User: ${sandbox.keys.minimal.arn} is not authorized to perform: elasticache:${action} on resource: ` +
      `${ARN}:${resource} because no identity-based policy allows the elasticache:${action} action`,
  });
  await expect(clusters({}, 'minimal')).rejects.toMatchObject(refused('DescribeCacheClusters', 'cluster:*'));
  await expect(groups({ ReplicationGroupId: 'x' }, 'minimal')).rejects.toMatchObject(
    refused('DescribeReplicationGroups', 'replicationgroup:x'),
  );
  await expect(caches({}, 'minimal')).rejects.toMatchObject(
    refused('DescribeServerlessCaches', 'serverlesscache:*'),
  );
  expect(await clusters({}, 'readOnly')).toHaveLength(3);
});
