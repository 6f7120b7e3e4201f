import { describe, expect, it } from 'vitest';
import type { SearchResult } from '#core/targets/found-target.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { parseTarget } from '#core/targets/target.ts';
import { findCaches } from './caches.ts';
import { findDatabases } from './databases.ts';
import { findFunctions } from './functions.ts';
import { findInstances } from './instances.ts';
import { findInterfaces } from './interfaces.ts';
import { findLoadBalancers } from './load-balancers.ts';
import type { LookUp, TargetAccess } from './look-up.ts';
import { findSecurityGroups } from './security-groups.ts';
import { parseGroupIds } from './wire.ts';

/** Pages by action; null: nothing is told of it. */
type Answers = Readonly<Record<string, readonly object[] | null>>;

/** Look-ups that are answered without AWS, as the SDK would have read it. */
function asked(lookUp: LookUp, text: string, answers: Answers): ReturnType<LookUp> {
  const ask: TargetAccess['ask'] = ({ action }) => Promise.resolve((answers[action] ?? null) as never);
  return lookUp(parseTarget(text), {
    region: parseRegion('us-east-1'),
    ec2: () => expect.fail('nothing is sent'),
    settings: {} as TargetAccess['settings'],
    middleware: (next) => next,
    ask,
  });
}
const targetsOf = async (...args: Parameters<typeof asked>): Promise<SearchResult['found']> =>
  (await asked(...args)).targets;

const STRANGE = { code: 'aws_error', message: expect.stringMatching(/^AWS answered with/) as string };

describe('what AWS does not document is an error, never "not found"', () => {
  it.each<[string, LookUp, Answers]>([
    ['no groups', findSecurityGroups, { 'ec2:DescribeSecurityGroups': [{}] }],
    [
      'a group without id',
      findSecurityGroups,
      { 'ec2:DescribeSecurityGroups': [{ SecurityGroups: [{ GroupName: 'x' }] }] },
    ],
    ['no reservations', findInstances, { 'ec2:DescribeInstances': [{}] }],
    ['no instances', findInstances, { 'ec2:DescribeInstances': [{ Reservations: [{}] }] }],
    ['no state', findInstances, { 'ec2:DescribeInstances': [{ Reservations: [{ Instances: [{}] }] }] }],
    ['no databases', findDatabases, { 'rds:DescribeDBInstances': [{}] }],
    ['no database clusters', findDatabases, { 'rds:DescribeDBClusters': [{}] }],
    ['no name', findDatabases, { 'rds:DescribeDBInstances': [{ DBInstances: [{}] }] }],
    ['no caches', findCaches, { 'elasticache:DescribeCacheClusters': [{}] }],
    ['no replication groups', findCaches, { 'elasticache:DescribeReplicationGroups': [{}] }],
    ['no serverless caches', findCaches, { 'elasticache:DescribeServerlessCaches': [{}] }],
    ['no load balancers', findLoadBalancers, { 'elasticloadbalancing:DescribeLoadBalancers': [{}] }],
    ['no function', findFunctions, { 'lambda:GetFunctionConfiguration': [{}] }],
  ])('%s', async (_what, lookUp, answers) => {
    await expect(asked(lookUp, 'x', answers)).rejects.toMatchObject(STRANGE);
  });

  it('no interfaces', async () => {
    const answers = { 'ec2:DescribeNetworkInterfaces': [{}] };
    await expect(asked(findInterfaces, 'eni-0123abcd', answers)).rejects.toMatchObject(STRANGE);
    expect(await asked(findInterfaces, 'x', answers)).toEqual({ targets: [], names: [] });
  });

  it('an id that is no id of a group', () => {
    expect(() => parseGroupIds(['sg-0a', 'web\u202e'])).toThrow(
      "AWS answered with web\\u{202e} in the place of a security group's id.",
    );
    expect(() => parseGroupIds([undefined])).toThrow('AWS answered with nothing in the place of');
    expect(parseGroupIds(['sg-0a', 'sg-0b', 'sg-0a'])).toEqual(['sg-0a', 'sg-0b']);
    expect(parseGroupIds()).toEqual([]);
  });
});

describe('an instance', () => {
  const answer = (instance: object) => ({
    'ec2:DescribeInstances': [
      {
        Reservations: [
          { Instances: [{ InstanceId: 'i-0123abcd', State: { Name: 'running' }, ...instance }] },
        ],
      },
    ],
  });

  it.each([
    [{ PublicIpAddress: '203.0.113.1' }, 'internet'],
    [{ Ipv6Address: '2001:db8::1' }, 'internet'],
    [{ NetworkInterfaces: [{}, { Association: { PublicIp: '203.0.113.1' } }] }, 'internet'],
    [{ NetworkInterfaces: [{ Ipv6Addresses: [{}] }] }, 'internet'],
    [{ NetworkInterfaces: [{}] }, 'private'],
    [{ State: { Name: 'stopped' } }, 'unknown'],
    [{ State: { Name: 'stopped' }, PublicIpAddress: '203.0.113.1' }, 'internet'],
  ])('%j is reached: %s', async (more, reachable) => {
    expect(await targetsOf(findInstances, 'i-0123abcd', answer(more))).toMatchObject([{ reachable }]);
  });

  it.each(['terminated', 'shutting-down'])('that is %s is none', async (Name) => {
    expect(await targetsOf(findInstances, 'i-0123abcd', answer({ State: { Name } }))).toEqual([]);
  });

  it('is in the groups of all its interfaces', async () => {
    const SecurityGroups = [{ GroupId: 'sg-0a' }];
    const NetworkInterfaces = [{ Groups: SecurityGroups }, { Groups: [{ GroupId: 'sg-0b' }] }];
    const found = await targetsOf(findInstances, 'i-0123abcd', answer({ SecurityGroups, NetworkInterfaces }));
    expect(found).toMatchObject([{ groups: ['sg-0a', 'sg-0b'] }]);
  });

  it('whose name only begins so is another, whatever the filter let through', async () => {
    const Tags = [{ Key: 'Name', Value: 'web-10' }];
    expect(await targetsOf(findInstances, 'web-1', answer({ Tags }))).toEqual([]);
    expect(await targetsOf(findInstances, 'tag:Name=web-1?', answer({ Tags }))).toEqual([]);
    expect(await targetsOf(findInstances, 'web-10', answer({ Tags }))).toHaveLength(1);
  });
});

describe('a database', () => {
  const member = (PubliclyAccessible?: boolean) => ({
    DBInstanceIdentifier: 'a-1',
    DBClusterIdentifier: 'a',
    PubliclyAccessible,
  });
  const answers = (instances: readonly object[] | null, cluster: object = {}) => ({
    'rds:DescribeDBInstances': instances && [{ DBInstances: instances }],
    'rds:DescribeDBClusters': [{ DBClusters: [{ DBClusterIdentifier: 'a', ...cluster }] }],
  });

  it.each<[string, readonly object[] | null, object, string]>([
    ['of which one is public', [member(false), member(true)], {}, 'internet'],
    ['of which none is', [member(false)], {}, 'private'],
    ['that says nothing of it', [member()], {}, 'unknown'],
    ['that may not be read', null, {}, 'unknown'],
    ['that has it itself', [], { PubliclyAccessible: true }, 'internet'],
  ])('cluster with members %s', async (_what, instances, cluster, reachable) => {
    const found = await targetsOf(findDatabases, 'a', answers(instances, cluster));
    expect(found).toMatchObject([{ kind: 'database_cluster', reachable }]);
  });

  it('is in no group that it is about to leave, and has no port before it has been made', async () => {
    const VpcSecurityGroups = [
      { VpcSecurityGroupId: 'sg-0a', Status: 'active' },
      { VpcSecurityGroupId: 'sg-0b', Status: 'removing' },
      { VpcSecurityGroupId: 'sg-0c', Status: 'adding' },
    ];
    const instance = { DBInstanceIdentifier: 'b', VpcSecurityGroups, DbInstancePort: 0 };
    expect(await targetsOf(findDatabases, 'b', answers([instance]))).toMatchObject([
      { groups: ['sg-0a', 'sg-0c'], port: null },
    ]);
  });

  it('answers under every name of its cluster', async () => {
    const CustomEndpoints = ['x.cluster-custom-abc.us-east-1.rds.amazonaws.com'];
    const [host = ''] = CustomEndpoints;
    expect(await targetsOf(findDatabases, host, answers([], { CustomEndpoints }))).toHaveLength(1);
  });
});

describe('a cache', () => {
  const SecurityGroups = [{ SecurityGroupId: 'sg-0a' }];
  const group = { ReplicationGroupId: 's', ConfigurationEndpoint: { Address: 'x', Port: 6380 } };
  const replication = { 'elasticache:DescribeReplicationGroups': [{ ReplicationGroups: [group] }] };

  it('that replicates has the groups and of its members, and the port of its own', async () => {
    const CacheClusters = [
      { CacheClusterId: 's-001', ReplicationGroupId: 's', SecurityGroups },
      { CacheClusterId: 'other', SecurityGroups: [{ SecurityGroupId: 'sg-0b' }] },
    ];
    const answers = { ...replication, 'elasticache:DescribeCacheClusters': [{ CacheClusters }] };
    expect(await targetsOf(findCaches, 's', answers)).toMatchObject([
      { kind: 'replication_group', groups: ['sg-0a'], port: 6380, reachable: 'private' },
    ]);
  });

  it('that replicates is not told without its members: its groups are not known then', async () => {
    expect(await asked(findCaches, 's', replication)).toEqual({ targets: [], names: [] });
  });
});

it.each([
  ['internet-facing', 'internet'],
  ['internal', 'private'],
  [undefined, 'unknown'],
])('a load balancer that is %s is reached: %s', async (Scheme, reachable) => {
  const LoadBalancers = [{ LoadBalancerName: 'x', Scheme }];
  const answers = { 'elasticloadbalancing:DescribeLoadBalancers': [{ LoadBalancers }] };
  expect(await targetsOf(findLoadBalancers, 'x', answers)).toMatchObject([{ reachable, groups: [] }]);
});

it('what cannot be the name of a function is not asked of Lambda', async () => {
  const answers = { 'lambda:GetFunctionConfiguration': [{ FunctionName: 'a b' }] };
  expect(await asked(findFunctions, 'a b', answers)).toEqual({ targets: [], names: [] });
  expect(await targetsOf(findFunctions, 'a_b', answers)).toHaveLength(1);
});
