import { describe, expect, it, onTestFinished } from 'vitest';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { parseTarget } from '#core/targets/target.ts';

const FILE_SYSTEM = 'fs-0123456789abcdef0';
const ACCOUNT = '123456789012';

/** With an Auto Scaling group, an EKS cluster and a file system, which EC2 alone tells of. */
async function start() {
  const bench = await startToolHarness({ key: ({ keys }) => keys.readOnly });
  onTestFinished(() => bench.close());
  const { instances, interfaces } = await bench.sandbox.resources();
  const runners = instances.find(({ tags }) => tags.some(({ value }) => value === 'runner-1'))?.groups ?? [];
  const [found] = interfaces;
  if (!found) throw new Error('the seed has no interface');
  const { requesterId: _requester, ...mount } = found;
  await bench.sandbox.setResources({
    instances: instances.map((one) =>
      one.groups.join() === runners.join()
        ? { ...one, tags: [...one.tags, { key: 'aws:autoscaling:groupName', value: 'builders' }] }
        : one,
    ),
    interfaces: [
      ...interfaces,
      ...['a', 'b'].map((zone, i) => ({
        ...mount,
        id: `eni-0123456789abcde${i}${i}`,
        description: `EFS mount target for ${FILE_SYSTEM} (fsmt-0123456789abcdef${zone})`,
        requesterId: '999999999999',
        groups: ['sg-0123abcd'],
      })),
      // Anybody may describe an interface of their own so.
      {
        ...mount,
        id: 'eni-0123456789abcdeff',
        description: `EFS mount target for ${FILE_SYSTEM} (fsmt-x)`,
        groups: ['sg-123456'],
      },
    ],
  });
  await bench.sandbox.changeState(({ regions }) => {
    regions['us-east-1']?.groups
      .find(({ id }) => id === 'sg-123456')
      ?.tags.push({ key: 'aws:eks:cluster-name', value: 'platform' });
  });
  const aws = await bench.runtime
    .toolContext()
    .openSession({ credentials: null, profile: null, region: null }, { groups: [], changes: false });
  return { runners, find: async (text: string) => (await aws.targets.find(parseTarget(text))).found };
}

describe('what is found by EC2 alone', () => {
  it.each([
    'builders',
    'autoscaling:builders',
    `arn:aws:autoscaling:us-east-1:${ACCOUNT}:autoScalingGroup:930d940e-891e-4781-a11a-7b0acd480f03:autoScalingGroupName/builders`,
  ])('is an Auto Scaling group, by its instances: %s', async (text) => {
    const { find, runners } = await start();
    expect(await find(text)).toMatchObject([{ kind: 'auto_scaling_group', id: 'builders', groups: runners }]);
  });

  it.each(['platform', 'eks:platform', `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/platform`])(
    'is an EKS cluster, by its group: %s',
    async (text) => {
      const { find } = await start();
      expect(await find(text)).toMatchObject([
        { kind: 'kubernetes_cluster', id: 'platform', groups: ['sg-123456'], port: null },
      ]);
    },
  );

  it.each([
    FILE_SYSTEM,
    `efs:${FILE_SYSTEM}`,
    `arn:aws:elasticfilesystem:us-east-1:${ACCOUNT}:file-system/${FILE_SYSTEM}`,
  ])('is an EFS file system, by its mount targets: %s', async (text) => {
    const { find } = await start();
    expect(await find(text)).toMatchObject([
      { kind: 'file_system', id: FILE_SYSTEM, groups: ['sg-0123abcd'], port: 2049 },
    ]);
  });

  it.each(['autoscaling:web', 'eks:builders', 'fs-0fffffffffffffff0', 'efs:web'])(
    'is no other: %s',
    async (text) => {
      const { find } = await start();
      expect(await find(text)).toEqual([]);
    },
  );
});

it.each([
  'orders-proxy',
  'rds:orders-proxy',
  `arn:aws:rds:us-east-1:${ACCOUNT}:db-proxy:prx-orders-proxy`,
  'orders-proxy.proxy-c9akciq32rgd.us-east-1.rds.amazonaws.com',
])('an RDS Proxy is found with the port of its database: %s', async (text) => {
  const { find } = await start();
  expect(await find(text)).toMatchObject([
    { kind: 'database_proxy', id: 'orders-proxy', groups: ['sg-0123abcd'], port: 3306, reachable: 'private' },
  ]);
});
