import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MfaCodes } from '#sandbox/auth/mfa.ts';
import { openStore } from '#sandbox/state/open-store.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import { Service } from './service.ts';
import { type SignedCall, signedRequest } from '#test/support/sandbox/service-harness.ts';

const READS: readonly [service: string, action: string][] = [
  ['ec2', 'DescribeInstances'],
  ['ec2', 'DescribeNetworkInterfaces'],
  ['rds', 'DescribeDBInstances'],
  ['rds', 'DescribeDBClusters'],
  ['elasticache', 'DescribeCacheClusters'],
  ['elasticache', 'DescribeReplicationGroups'],
  ['elasticache', 'DescribeServerlessCaches'],
  ['elasticloadbalancing', 'DescribeLoadBalancers'],
  ['elasticloadbalancing', 'DescribeListeners'],
];

const NAMES = [
  ...['InstanceId.1', 'NetworkInterfaceId.1', 'Filter.1.Name', 'Filter.1.Value.1', 'MaxResults', 'NextToken'],
  ...['DBInstanceIdentifier', 'DBClusterIdentifier', 'Filters.Filter.1.Name', 'MaxRecords', 'Marker'],
  ...['Filters.Filter.1.Values.Value.1', 'CacheClusterId', 'ReplicationGroupId', 'ServerlessCacheName'],
  ...['ShowCacheNodeInfo', 'Names.member.1', 'LoadBalancerArns.member.1', 'LoadBalancerArn', 'PageSize'],
];

const VALUES = fc.oneof(
  fc.constantFrom('i-0a', 'eni-0a', 'staging-db', 'sessions', 'shop', '__proto__', 'constructor', '20', '-1'),
  fc.constantFrom('arn:aws:rds:us-east-1:1:db:', 'arn:', 'tag:Name', 'group-id', 'engine', 'true', '*'),
  fc.string({ unit: 'binary' }),
);

async function serviceOfSeed(): Promise<Service> {
  return new Service({
    store: await openStore(undefined, seedState),
    now: () => new Date(),
    mfa: new MfaCodes(),
    pageSize: undefined,
    onRequest: undefined,
    record: () => {},
  });
}

it('survive whatever a form holds', async () => {
  const service = await serviceOfSeed();
  const params = fc.dictionary(fc.constantFrom(...NAMES), VALUES, { maxKeys: 6 });
  const asks = async ([name, Action]: readonly [string, string], more: Record<string, string>) => {
    const request = signedRequest({ key: SEED_KEYS.admin, params: { ...more, Action }, service: name });
    const { status, body } = await service.handle(request);
    expect(status).toBeLessThan(500);
    expect(body).toContain(status === 200 ? `<${Action}Response` : '<Code>');
  };
  await fc.assert(fc.asyncProperty(fc.constantFrom(...READS), params, asks), { numRuns: 400 });
});

it('survive whatever stands in the place of JSON or of a name', async () => {
  const service = await serviceOfSeed();
  const headers = { 'x-amz-target': 'ServiceQuotasV20190624.GetServiceQuota' };
  const texts = fc.oneof(fc.json(), fc.string({ unit: 'binary' }));
  const wires = fc.oneof(
    texts.map((body) => ({ service: 'servicequotas', wire: { body, headers } })),
    texts.map((name) => {
      const path = `/2015-03-31/functions/${encodeURIComponent(Buffer.from(name).toString())}/configuration`;
      return { service: 'lambda', wire: { method: 'GET', body: '', path } };
    }),
  );
  const asks = async (call: Pick<SignedCall, 'service' | 'wire'>) => {
    const { status, body } = await service.handle(
      signedRequest({ key: SEED_KEYS.admin, params: {}, ...call }),
    );
    expect(status).toBeLessThan(500);
    expect(JSON.parse(body)).toBeTypeOf('object');
  };
  await fc.assert(fc.asyncProperty(wires, asks), { numRuns: 200 });
});
