import {
  DescribeListenersCommand,
  type DescribeListenersCommandInput,
  DescribeLoadBalancersCommand,
  type DescribeLoadBalancersCommandInput,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixedId } from '#sandbox/seed/ids.ts';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

type Key = keyof Sandbox['keys'];

function client(key: Key = 'admin', region = sandbox.region): ElasticLoadBalancingV2Client {
  const { endpoint, keys } = sandbox;
  return new ElasticLoadBalancingV2Client({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
}

async function balancers(input: DescribeLoadBalancersCommandInput = {}, key?: Key, region?: string) {
  return (await client(key, region).send(new DescribeLoadBalancersCommand(input))).LoadBalancers ?? [];
}

async function listeners(input: DescribeListenersCommandInput, key?: Key) {
  return (await client(key).send(new DescribeListenersCommand(input))).Listeners ?? [];
}

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const NOBODYS = `${ARN}:loadbalancer/app/nobody/0123456789abcdef`;

it('tells a balancer that the internet can reach, with its groups', async () => {
  const [shop, ...more] = await balancers({ Names: ['shop'] });
  expect(more).toEqual([]);
  expect(shop).toMatchObject({
    LoadBalancerName: 'shop',
    Scheme: 'internet-facing',
    Type: 'application',
    SecurityGroups: [fixedId('sg', 'web')],
    VpcId: fixedId('vpc', 'production'),
    State: { Code: 'active' },
    LoadBalancerArn: expect.stringMatching(new RegExp(`^${ARN}:loadbalancer/app/shop/[0-9a-f]{16}$`)),
    DNSName: expect.stringMatching(/^shop-\d+\.us-east-1\.elb\.amazonaws\.com$/),
  });
  expect(shop?.CreatedTime).toBeInstanceOf(Date);
  expect(await balancers({ LoadBalancerArns: [shop?.LoadBalancerArn ?? ''] })).toEqual([shop]);
});

it('tells one that is internal, and one that is in no group', async () => {
  const [edge, intranet] = await balancers({ Names: ['intranet', 'edge'] });
  expect(intranet?.DNSName).toMatch(/^internal-intranet-\d+\.us-east-1\.elb\.amazonaws\.com$/);
  expect(intranet?.Scheme).toBe('internal');
  expect(edge?.DNSName).toMatch(/^edge-[0-9a-f]{16}\.elb\.us-east-1\.amazonaws\.com$/);
  expect(edge).toMatchObject({ Type: 'network', Scheme: 'internet-facing' });
  expect(edge?.SecurityGroups).toBeUndefined();
  expect(await balancers({}, 'admin', 'eu-west-1')).toEqual([]);
});

it('tells the ports of one', async () => {
  const [shop] = await balancers({ Names: ['shop'] });
  const found = await listeners({ LoadBalancerArn: shop?.LoadBalancerArn });
  expect(found.map(({ Port, Protocol }) => [Port, Protocol])).toEqual([
    [443, 'HTTPS'],
    [80, 'HTTP'],
  ]);
  const ListenerArns = found.slice(1).map(({ ListenerArn = '' }) => ListenerArn);
  expect(await listeners({ ListenerArns })).toEqual(found.slice(1));
  expect(await listeners({ LoadBalancerArn: shop?.LoadBalancerArn, PageSize: 1 })).toEqual(found.slice(0, 1));
});

it('refuses what is not there, and questions that are none', async () => {
  const refused = (asking: Promise<unknown>, name: string, message: string) =>
    expect(asking).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode: 400 } });
  const notFound = 'LoadBalancerNotFoundException';
  await refused(balancers({ Names: ['shop', 'nope'] }), notFound, "Load balancers '[nope]' not found");
  await refused(balancers({ LoadBalancerArns: [NOBODYS] }), notFound, 'One or more load balancers not found');
  await refused(listeners({ LoadBalancerArn: NOBODYS }), notFound, 'One or more load balancers not found');
  expect(sandbox.requests.at(-1)?.errorCode).toBe('LoadBalancerNotFound');
  await expect(listeners({ ListenerArns: ['x'] })).rejects.toMatchObject({
    name: 'ListenerNotFoundException',
  });
  const invalid = { name: 'ValidationError' };
  await expect(balancers({ LoadBalancerArns: ['shop'] })).rejects.toMatchObject(invalid);
  await expect(balancers({ Names: ['shop'], LoadBalancerArns: [NOBODYS] })).rejects.toMatchObject(invalid);
  await expect(listeners({})).rejects.toMatchObject(invalid);
  await expect(balancers({ PageSize: 401 })).rejects.toMatchObject(invalid);
  await expect(balancers({ Marker: 'x' })).rejects.toMatchObject(invalid);
});

it('goes by pages', async () => {
  const names: (string | undefined)[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client: client() }, { PageSize: 2 })) {
    names.push(...(page.LoadBalancers ?? []).map(({ LoadBalancerName }) => LoadBalancerName));
    expect(page.LoadBalancers?.length).toBeLessThanOrEqual(2);
  }
  expect(names).toEqual(['shop', 'edge', 'intranet']);
});

it('refuses who may not without a word of the resource', async () => {
  const refused = (action: string) => ({
    name: 'AccessDenied',
    message:
      `User: ${sandbox.keys.minimal.arn} is not authorized to perform: elasticloadbalancing:${action} ` +
      `because no identity-based policy allows the elasticloadbalancing:${action} action`,
    $metadata: { httpStatusCode: 403 },
  });
  await expect(balancers({}, 'minimal')).rejects.toMatchObject(refused('DescribeLoadBalancers'));
  await expect(listeners({}, 'minimal')).rejects.toMatchObject(refused('DescribeListeners'));
  expect(await balancers({}, 'readOnly')).toHaveLength(3);
});
