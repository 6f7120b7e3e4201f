import { randomUUID } from 'node:crypto';
import { CreateSubnetCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateCacheClusterCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AwsSession } from '#aws/session.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { parseTarget } from '#core/targets/target.ts';
import { createLog } from '#log.ts';
import { iamCall } from './iam-call.ts';
import { openAwsFixture, type AwsFixture } from './aws-fixture.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

// Of what is looked up, moto 5.2.5 has no serverless caches: so that there no plain name is looked for in every kind,
// and a missing service is an error, never "not found".

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };
const region = 'us-east-1';
const part = randomUUID().slice(0, 8);
const name = (kind: string) => `${kind}-${part}`;

let stage: AwsFixture;
let runtime: Runtime;
let aws: AwsSession;
let group: string;

const find = (text: string, where?: string) =>
  aws.targets.find(parseTarget(text), where === undefined ? undefined : parseRegion(where));
const settings = () => ({ endpoint: stage.target.endpoint, region, credentials: keys, maxAttempts: 1 });

beforeAll(async () => {
  const endpoint = inject('motoEndpoint');
  stage = await openAwsFixture({ endpoint, region, keys });
  group = await stage.newGroup();
  const config = loadConfig({ flags: {}, env: {}, readFile: () => null, place: CONFIG_PLACE });
  const credentials = parseCredentials({
    access_key_id: keys.accessKeyId,
    secret_access_key: keys.secretAccessKey,
  });
  runtime = createRuntime(config, {
    log: createLog({ level: 'error', format: 'text', write: () => {} }),
    user: 'jo',
    sandbox: { endpoint, region: parseRegion(region), credentials },
  });
  aws = await runtime
    .toolContext()
    .openSession({ credentials: null, profile: null, region: null }, { groups: [], changes: false });
}, 60_000);
afterAll(() => runtime.close());

const inGroup = (more: object) => [expect.objectContaining({ groups: [group], ...more }) as unknown];

async function subnet(block: string, zone: string): Promise<string> {
  const { Subnet } = await stage.ec2.send(
    new CreateSubnetCommand({
      VpcId: stage.vpcs.other,
      CidrBlock: block,
      AvailabilityZone: `${region}${zone}`,
    }),
  );
  return Subnet?.SubnetId ?? '';
}

describe('on moto is found', () => {
  it('a group, by id, ARN, name and tag', async () => {
    const { found } = await find(group);
    expect(found).toEqual(inGroup({ kind: 'security_group', id: group }));
    expect((await find(`arn:aws:ec2:${region}:123456789012:security-group/${group}`)).found).toEqual(found);
    expect((await find('sg-0fffffffffffffff0')).found).toEqual([]);
    expect((await find('Name=nobody has this')).found).toEqual([]);
  });

  it('an instance with its interface, by id, ARN, tag and host name', async () => {
    const { Instances = [] } = await stage.ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12c6146b',
        MinCount: 1,
        MaxCount: 1,
        NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: await subnet('10.99.7.0/24', 'a'), Groups: [group] }],
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name('web') }] }],
      }),
    );
    const [{ InstanceId: id = '', NetworkInterfaces: [port] = [], PrivateDnsName: host = '' } = {}] =
      Instances;
    const instance = inGroup({ kind: 'instance', id, name: name('web') });
    expect((await find(id)).found).toEqual(instance);
    expect((await find(`arn:aws:ec2:${region}:123456789012:instance/${id}`)).found).toEqual(instance);
    expect((await find(`Name=${name('web')}`)).found).toEqual(instance);
    expect((await find(host)).found).toEqual(instance);
    expect((await find(port?.NetworkInterfaceId ?? '')).found).toEqual(
      inGroup({ kind: 'network_interface' }),
    );
    expect((await find('i-0fffffffffffffff0')).found).toEqual([]);
    expect((await find('eni-0fffffffffffffff0')).found).toEqual([]);
    expect((await find(id, 'eu-west-1')).found).toEqual([]);
  });

  it('a database and a cluster, by ARN and host name', async () => {
    const rds = new RDSClient(settings());
    const common = { MasterUsername: 'jo', MasterUserPassword: 'not-a-secret', VpcSecurityGroupIds: [group] };
    const { DBInstance: db } = await rds.send(
      new CreateDBInstanceCommand({
        ...common,
        DBInstanceIdentifier: name('db'),
        DBInstanceClass: 'db.t4g.micro',
        Engine: 'postgres',
        AllocatedStorage: 20,
        Port: 5433,
        PubliclyAccessible: true,
      }),
    );
    const { DBCluster: cluster } = await rds.send(
      new CreateDBClusterCommand({
        ...common,
        DBClusterIdentifier: name('orders'),
        Engine: 'aurora-mysql',
        Port: 3306,
      }),
    );
    const database = inGroup({ kind: 'database', id: name('db'), port: 5433, reachable: 'internet' });
    expect((await find(db?.DBInstanceArn ?? '')).found).toEqual(database);
    expect((await find(db?.Endpoint?.Address ?? '')).found).toEqual(database);
    const orders = inGroup({ kind: 'database_cluster', id: name('orders'), port: 3306 });
    expect((await find(cluster?.DBClusterArn ?? '')).found).toEqual(orders);
    expect((await find(cluster?.ReaderEndpoint ?? '')).found).toEqual(orders);
    expect((await find(`arn:aws:rds:${region}:123456789012:db:nobody`)).found).toEqual([]);
  });

  it('a cache, by ARN', async () => {
    const { CacheCluster: cache } = await new ElastiCacheClient(settings()).send(
      new CreateCacheClusterCommand({
        CacheClusterId: name('pages'),
        Engine: 'memcached',
        NumCacheNodes: 1,
        CacheNodeType: 'cache.t4g.small',
        SecurityGroupIds: [group],
      }),
    );
    expect((await find(cache?.ARN ?? '')).found).toMatchObject([{ kind: 'cache', id: name('pages') }]);
    expect((await find(`arn:aws:elasticache:${region}:123456789012:cluster:nobody`)).found).toEqual([]);
  });

  it('a load balancer, by ARN and host name', async () => {
    const { LoadBalancers = [] } = await new ElasticLoadBalancingV2Client(settings()).send(
      new CreateLoadBalancerCommand({
        Name: name('shop'),
        Scheme: 'internal',
        Subnets: [await subnet('10.99.8.0/24', 'a'), await subnet('10.99.9.0/24', 'b')],
        SecurityGroups: [group],
      }),
    );
    const [{ LoadBalancerArn: arn = '', DNSName: host = '' } = {}] = LoadBalancers;
    const shop = inGroup({ kind: 'load_balancer', id: name('shop'), reachable: 'private' });
    expect((await find(arn)).found).toEqual(shop);
    expect((await find(host)).found).toEqual(shop);
  });

  it('a function, by ARN', async () => {
    const role = { RoleName: name('role'), AssumeRolePolicyDocument: '{"Statement":[]}' };
    await iamCall({ endpoint: stage.target.endpoint, keys }, { Action: 'CreateRole', ...role });
    const { FunctionArn: arn = '' } = await new LambdaClient(settings()).send(
      new CreateFunctionCommand({
        FunctionName: name('report'),
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: `arn:aws:iam::123456789012:role/${role.RoleName}`,
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
        VpcConfig: { SecurityGroupIds: [group], SubnetIds: [await subnet('10.99.10.0/24', 'a')] },
      }),
    );
    expect((await find(arn)).found).toEqual(inGroup({ kind: 'function', id: name('report') }));
    expect((await find(arn.replace(name('report'), 'nobody'))).found).toEqual([]);
  });
});

it('a service that is missing there is named, beside a name that nobody has', async () => {
  const { found, failed } = await find('nobody');
  expect(found).toEqual([]);
  expect(failed.length).toBeGreaterThan(0);
});
