import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AwsSession } from '#aws/session.ts';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { parseTarget } from '#core/targets/target.ts';

/** The session of all tests is that of one call, whose limit it has. */
const ONE_SESSION_MS = 3_600_000;

let bench: ToolHarness;
let aws: AwsSession;
let ids: Record<'web' | 'runners' | 'staging' | 'bastion' | 'vpn', string>;

beforeAll(async () => {
  bench = await startToolHarness({ key: ({ keys }) => keys.readOnly, callLimit: ONE_SESSION_MS });
  aws = await sessionOf(bench);
  const idOf = async (name: string, region?: string) => {
    const { found } = await find(name, region);
    return found.find(({ kind }) => kind === 'security_group')?.id ?? `no group ${name}`;
  };
  ids = {
    web: await idOf('web'),
    runners: await idOf('build-runners'),
    staging: await idOf('staging-postgres'),
    bastion: await idOf('bastion'),
    vpn: await idOf('vpn-gateway', 'eu-west-1'),
  };
});
afterAll(() => bench.close());

const sessionOf = ({ runtime }: ToolHarness) =>
  runtime
    .toolContext()
    .openSession({ credentials: null, profile: null, region: null }, { groups: [], changes: false });
const find = (text: string, region?: string) =>
  aws.targets.find(parseTarget(text), region === undefined ? undefined : parseRegion(region));
const since = (before: number) =>
  bench.sandbox.requests
    .slice(before)
    .map(({ action }) => action)
    .sort();

const NOTHING = { found: [], onlyGroups: false, refused: [], failed: [], near: [] };
const OFFICE = 'sg-0123abcd';
const GUIDE = 'sg-123456';
const HERE = 'us-east-1';

type Key = keyof typeof ids;
const groupsOf = (keys: readonly string[]) => keys.map((key) => ids[key as Key] ?? key);

describe('by name', () => {
  it.each([
    ['web', 'security_group', ['web'], null, 'unknown'],
    ['guide-example', 'security_group', [GUIDE], null, 'unknown'],
    ['web-1', 'instance', ['web'], null, 'internet'],
    ['runner-1', 'instance', ['runners'], null, 'private'],
    ['staging-db', 'database', ['staging'], 5432, 'private'],
    ['Staging-DB', 'database', ['staging'], 5432, 'private'],
    ['reports-db', 'database', [GUIDE], 5433, 'internet'],
    ['orders', 'database_cluster', [OFFICE], 3306, 'private'],
    ['orders-1', 'database', [OFFICE], 3306, 'private'],
    ['orders-proxy', 'database_proxy', [OFFICE], 3306, 'private'],
    ['pages', 'cache', ['web'], 11211, 'private'],
    ['sessions-001', 'cache', ['runners'], 6379, 'private'],
    ['sessions', 'replication_group', ['runners'], 6379, 'private'],
    ['carts', 'serverless_cache', ['web'], 6379, 'private'],
    ['shop', 'load_balancer', ['web'], null, 'internet'],
    ['intranet', 'load_balancer', [OFFICE], null, 'private'],
    ['edge', 'load_balancer', [], null, 'internet'],
    ['nightly-report', 'function', ['runners'], null, 'private'],
    ['hello', 'function', [], null, 'private'],
  ] as const)('%s is a %s', async (name, kind, groups, port, reachable) => {
    const { found, refused, near } = await find(name);
    expect(found).toMatchObject([{ kind, groups: groupsOf(groups), port, reachable, region: HERE }]);
    expect(found).toHaveLength(1);
    expect({ refused, near }).toEqual({ refused: [], near: [] });
  });

  it('tells of several things of one name, and of all groups of a thing', async () => {
    const { found } = await find('ec2:bastion');
    expect(found).toMatchObject([{ kind: 'instance', name: 'bastion', groups: [ids.bastion, GUIDE] }]);
    expect((await find('default')).found.map(({ kind }) => kind)).toEqual([
      'security_group',
      'security_group',
    ]);
  });

  it('takes a group at its name, and asks nothing but EC2', async () => {
    const before = bench.sandbox.requests.length;
    expect(await find('bastion')).toMatchObject({
      found: [{ kind: 'security_group', id: ids.bastion, name: 'bastion', groups: [ids.bastion] }],
      onlyGroups: true,
    });
    expect(since(before)).toEqual(['DescribeSecurityGroups']);
  });

  it('asks the one service that the name says', async () => {
    const before = bench.sandbox.requests.length;
    expect(await find('rds:web')).toMatchObject({ found: [], onlyGroups: false, near: [] });
    expect(await find('lambda:hello')).toMatchObject({ found: [{ kind: 'function' }], onlyGroups: false });
    expect(since(before)).toEqual([
      'DescribeDBClusters',
      'DescribeDBInstances',
      'DescribeDBProxies',
      'GetFunctionConfiguration',
    ]);
  });

  it('asks each service once, all at the same time, where no group has the name', async () => {
    const before = bench.sandbox.requests.length;
    await find('web-1');
    expect(since(before)).toEqual([
      'DescribeCacheClusters',
      'DescribeDBClusters',
      'DescribeDBInstances',
      'DescribeDBProxies',
      // By its name, and by that of an Auto Scaling group.
      'DescribeInstances',
      'DescribeInstances',
      'DescribeLoadBalancers',
      'DescribeReplicationGroups',
      // By its name, and by that of an EKS cluster.
      'DescribeSecurityGroups',
      'DescribeSecurityGroups',
      'DescribeServerlessCaches',
      'GetFunctionConfiguration',
    ]);
  });

  it('goes through all pages of every service', async () => {
    const small = await startToolHarness({ key: ({ keys }) => keys.readOnly, sandbox: { pageSize: 1 } });
    const session = await sessionOf(small).finally(() => onTestFinished(() => small.close()));
    // Each is the last of its kind.
    for (const name of [
      'build-runners',
      'runner-1',
      'orders-2',
      'orders',
      'pages',
      'sessions',
      'carts',
      'intranet',
    ])
      expect((await session.targets.find(parseTarget(name))).found, name).toHaveLength(1);
  });

  it.each([
    ['stagin-db', ['staging-db']],
    ['shopp', ['shop']],
    ['sesions', ['sessions']],
    ['web-sg', []],
    ['web*', ['web']],
    ['w?b', ['web']],
    ['*', []],
    ['we', ['web']],
    ['a b', []],
    ['yesterday', []],
  ])('%s is nothing, and no part or pattern finds one; near: %j', async (name, near) => {
    expect(await find(name)).toEqual({ ...NOTHING, near });
  });
});

describe('by tag', () => {
  it.each([
    ['Name=web', 'security_group', ['web']],
    ['tag:Team=platform', 'security_group', ['runners']],
    ['tag:Environment=staging', 'security_group', ['staging']],
    ['Name=runner-1', 'instance', ['runners']],
  ] as const)('%s is a %s', async (tag, kind, groups) => {
    expect((await find(tag)).found).toMatchObject([{ kind, groups: groupsOf(groups) }]);
  });

  it('asks for instances only where no group has it', async () => {
    const before = bench.sandbox.requests.length;
    await find('Name=web');
    expect(since(before)).toEqual(['DescribeSecurityGroups']);
  });

  it('finds exactly that value, or tells what is near', async () => {
    expect(await find('Name=wen')).toEqual({ ...NOTHING, near: ['web'] });
    expect(await find('tag:Environment=*')).toEqual(NOTHING);
    expect((await find('tag:Environment=production')).found.map(({ name }) => name)).toEqual([
      'web-1',
      'web-2',
      'bastion',
    ]);
  });
});

const ARN = (service: string, resource: string, region = HERE) =>
  `arn:aws:${service}:${region}:123456789012:${resource}`;

describe('by id and ARN', () => {
  it('an instance, its interface and its groups', async () => {
    const [web] = (await find('web-1')).found;
    const id = web?.id ?? '';
    expect((await find(id)).found).toEqual([web]);
    expect((await find(ARN('ec2', `instance/${id}`))).found).toEqual([web]);
    const { interfaces } = await bench.sandbox.resources();
    const eni = interfaces.find(({ instanceId }) => instanceId === id)?.id ?? '';
    const port = { kind: 'network_interface', id: eni, groups: [ids.web], reachable: 'internet' };
    expect((await find(eni)).found).toMatchObject([port]);
    expect((await find(ARN('ec2', `network-interface/${eni}`))).found).toMatchObject([port]);
    const inside = interfaces.find(({ publicIp }) => publicIp === undefined)?.id ?? '';
    expect((await find(inside)).found).toMatchObject([{ reachable: 'private' }]);
    expect((await find(ids.web)).found).toMatchObject([{ kind: 'security_group', groups: [ids.web] }]);
    expect((await find(ARN('ec2', `security-group/${ids.web}`))).found).toHaveLength(1);
  });

  it('not an instance that is gone', async () => {
    const { instances } = await bench.sandbox.resources();
    const gone = instances.find(({ state }) => state === 'terminated')?.id ?? '';
    expect((await find(gone)).found).toEqual([]);
  });

  it.each([
    ['rds', 'db:staging-db', 'database'],
    ['rds', 'cluster:orders', 'database_cluster'],
    ['elasticache', 'cluster:pages', 'cache'],
    ['elasticache', 'replicationgroup:sessions', 'replication_group'],
    ['elasticache', 'serverlesscache:carts', 'serverless_cache'],
    ['lambda', 'function:nightly-report', 'function'],
    ['lambda', 'function:nightly-report:$LATEST', 'function'],
  ])('%s %s, and no other kind or account', async (service, resource, kind) => {
    const arn = ARN(service, resource);
    expect((await find(arn)).found).toMatchObject([{ kind }]);
    expect((await find(arn.replace('123456789012', '210987654321'))).found).toEqual([]);
  });

  it('a load balancer, whose number counts', async () => {
    const arn = ARN('elasticloadbalancing', 'loadbalancer/app/shop/0123456789abcdef');
    expect((await find(arn)).found).toEqual([]);
  });

  it.each([
    'sg-0fffffffffffffff0',
    'i-0fffffffffffffff0',
    'i-0123456789',
    'eni-0fffffffffffffff0',
    'eni-0123456789',
    ARN('lambda', 'function:nobody'),
    ARN('rds', 'db:orders'),
    ARN('ec2', `security-group/${OFFICE}`).replace('123456789012', '210987654321'),
  ])('%s is nothing', async (id) => {
    expect(await find(id)).toEqual(NOTHING);
  });
});

describe('by host name', () => {
  it.each([
    ['staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com:5432', 'staging-db'],
    ['orders.cluster-c9akciq32rgd.us-east-1.rds.amazonaws.com', 'orders'],
    ['orders.cluster-ro-c9akciq32rgd.us-east-1.rds.amazonaws.com', 'orders'],
    ['pages.x3kq9a.cfg.use1.cache.amazonaws.com', 'pages'],
    ['PAGES.x3kq9a.0002.use1.cache.amazonaws.com', 'pages'],
    ['sessions-001.x3kq9a.0001.use1.cache.amazonaws.com', 'sessions-001'],
    ['sessions-ro.x3kq9a.ng.0001.use1.cache.amazonaws.com', 'sessions'],
    ['carts-x3kq9a.serverless.use1.cache.amazonaws.com', 'carts'],
  ])('%s is %s', async (host, id) => {
    expect((await find(host)).found).toMatchObject([{ id }]);
  });

  it.each([
    ['ec2-203-0-113-11.compute-1.amazonaws.com', 'web-1'],
    ['ip-10-20-9-31.ec2.internal', 'runner-1'],
  ])('%s is %s', async (host, name) => {
    expect((await find(host)).found).toMatchObject([{ kind: 'instance', name }]);
  });

  it('of another account or a like one is nothing', async () => {
    expect((await find('staging-db.cother.us-east-1.rds.amazonaws.com')).found).toEqual([]);
    expect((await find('ec2-203-0-113-99.compute-1.amazonaws.com')).found).toEqual([]);
    expect((await find('shop-1.us-east-1.elb.amazonaws.com')).found).toEqual([]);
  });
});

describe('in another region', () => {
  it('is looked for where one asks, with the same credentials', async () => {
    expect((await find('paris-db')).found).toEqual([]);
    expect((await find('paris-db', 'eu-west-1')).found).toMatchObject([
      { kind: 'database', groups: [ids.vpn], port: 3306, reachable: 'internet', region: 'eu-west-1' },
    ]);
  });

  it('is not looked for here where the name says that it is there', async () => {
    const before = bench.sandbox.requests.length;
    expect((await find(ARN('rds', 'db:paris-db', 'eu-west-1'))).found).toEqual([]);
    expect((await find('paris-db.c9akciq32rgd.eu-west-1.rds.amazonaws.com')).found).toEqual([]);
    expect(since(before)).toEqual([]);
    expect((await find(ARN('rds', 'db:paris-db', 'eu-west-1'), 'eu-west-1')).found).toHaveLength(1);
  });
});
