import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  startToolHarness,
  type ToolHarness,
  type ToolHarnessOptions,
} from '#test/support/harness/tool-harness.ts';
import { whitelistList } from '#tools/list/whitelist-list.ts';
import { seedRule } from '#test/support/sandbox/seed-rule.ts';

const GROUP = 'sg-123456';
const OTHER_ACCOUNT = '210987654321';
const ME = '203.0.113.7';

let bench: ToolHarness;
const start = async (options: ToolHarnessOptions = {}) => {
  bench = await startToolHarness(options);
  onTestFinished(() => bench.close());
};
beforeEach(() => start());

const actions = () => bench.sandbox.requests.map(({ action }) => action);
const editGroup = (
  edit: (
    group: Parameters<
      Parameters<typeof bench.sandbox.changeState>[0]
    >[0]['regions'][string]['groups'][number],
  ) => void,
) =>
  bench.sandbox.changeState(({ regions }) => {
    const group = regions['us-east-1']?.groups.find(({ id }) => id === GROUP);
    if (!group) throw new Error('no such group');
    edit(group);
  });

describe('a group that another account shares', () => {
  beforeEach(() => editGroup((group) => void (group.ownerId = OTHER_ACCOUNT)));

  it.each([
    ['whitelist_remove', { ip_address: ME, port: 22 }],
    ['whitelist_add', { ip_address: ME, port: '22,80' }],
    ['whitelist_add', { ip_address: ME, port: 443, dry_run: true }],
  ])('says whose it is before anything is sent: %s', async (tool, args) => {
    const report = await bench.fail(tool, { security_group_id: GROUP, ...args });
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(report.message).toContain(`${GROUP} belongs to the account ${OTHER_ACCOUNT}`);
    expect(JSON.stringify(report)).not.toContain('policy statement');
    expect(actions().filter((action) => !/^(Describe|Get)/.test(action))).toEqual([]);
  });

  it('is told afterwards where a single addition was sent without a look', async () => {
    const report = await bench.fail('whitelist_add', { security_group_id: GROUP, ip_address: ME, port: 443 });
    expect(actions()).toContain('AuthorizeSecurityGroupIngress');
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(report.message).toContain(`belongs to the account ${OTHER_ACCOUNT}`);
    expect(JSON.stringify(report)).not.toContain('policy statement');
  });

  it('is shown with its owner', async () => {
    const one = await bench.call('whitelist_list', { security_group_id: GROUP });
    expect(one).toMatchObject({ security_group: { owner_account: OTHER_ACCOUNT } });
    const { groups } = (await bench.call('whitelist_list', {})) as { groups: Record<string, unknown>[] };
    expect(groups.filter((group) => 'owner_account' in group)).toHaveLength(1);
  });
});

it('a source behind a peering is shown with account, VPC and state', async () => {
  await editGroup(({ rules }) => {
    rules.push({
      id: 'sgr-0123456789abcdef0',
      egress: false,
      protocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      tags: [],
      source: {
        kind: 'group',
        id: 'sg-0fedcba9876543210',
        userId: OTHER_ACCOUNT,
        vpcId: 'vpc-0fedcba9876543210',
        peering: { id: 'pcx-0fedcba9876543210', status: 'deleted' },
      },
    });
  });
  const { result, view } = await whitelistList.call(
    { security_group_id: GROUP },
    bench.runtime.toolContext(),
  );
  expect(result['rules']).toContainEqual(
    expect.objectContaining({
      source_group_id: 'sg-0fedcba9876543210',
      source_group_account: OTHER_ACCOUNT,
      source_group_vpc: 'vpc-0fedcba9876543210',
      peering_id: 'pcx-0fedcba9876543210',
      peering_status: 'deleted',
    }),
  );
  expect(view.table?.rows.map(([source]) => source)).toContain(
    `sg-0fedcba9876543210 of account ${OTHER_ACCOUNT} in vpc-0fedcba9876543210, peering pcx-0fedcba9876543210 deleted`,
  );
});

describe('a rule of an unforeseen form', () => {
  beforeEach(() => editGroup(({ rules }) => rules.forEach((rule) => void (rule.protocol = 'quic'))));

  it('hides its group, which is named, and no other', async () => {
    const { groups, warnings } = (await bench.call('whitelist_list', {})) as {
      groups: { security_group_id: string }[];
      warnings: string[];
    };
    expect(groups.length).toBeGreaterThan(3);
    expect(groups.map(({ security_group_id: id }) => id)).not.toContain(GROUP);
    expect(warnings).toEqual([
      expect.stringMatching(new RegExp(`^${GROUP} \\("[^"]+"\\) is left out, .* quic`)),
    ]);
    expect(await bench.fail('whitelist_list', { security_group_id: GROUP })).toMatchObject({
      code: 'aws_error',
    });
  });

  it('is named where grants are looked for everywhere', async () => {
    await bench.call('whitelist_add', { security_group_id: 'sg-0123abcd', ip_address: ME, port: 8443 });
    expect(await bench.call('whitelist_list', { mine: true })).toMatchObject({
      rules: [{ from_port: 8443 }],
      warnings: [expect.stringContaining(GROUP)],
    });
    expect(await bench.call('whitelist_move', { ip_address: '203.0.113.8' })).toMatchObject({
      status: 'moved',
      warnings: expect.arrayContaining([expect.stringContaining(GROUP)]) as unknown,
    });
  });
});

it('a rule of ICMPv6 without ports is all of it', async () => {
  await editGroup(({ rules }) => {
    rules.push({
      id: 'sgr-0123456789abcdef1',
      egress: false,
      protocol: 'icmpv6',
      fromPort: null,
      toPort: null,
      tags: [],
      source: { kind: 'ipv6', cidr: '2001:db8::/64' },
    });
  });
  const asked = { security_group_id: GROUP, ip_address: '2001:db8::7', protocol: 'icmpv6' };
  expect(await bench.call('whitelist_check', asked)).toMatchObject({ allowed: true });
});

it('a move over 150 groups reads them by filter, within the limits of EC2', async () => {
  await start({ sandbox: { requestLimits: true }, key: ({ keys }) => keys.admin });
  const ids = Array.from({ length: 150 }, (_, i) => `sg-0${(i + 1).toString(16).padStart(16, '0')}`);
  await bench.sandbox.changeState(({ regions }) => {
    const vpcId = regions['us-east-1']?.vpcs[0]?.id ?? '';
    regions['us-east-1']?.groups.push(
      ...ids.map((id) => ({
        ...{ id, name: `many-${id}`, description: 'x', vpcId, tags: [] },
        rules: [
          {
            ...{
              id: id.replace('sg-', 'sgr-'),
              egress: false,
              protocol: 'tcp',
              fromPort: 443,
              toPort: 443,
              tags: [],
            },
            source: { kind: 'ipv4' as const, cidr: '203.0.113.7/32' },
            description: '[awswhitelist:1 jo]',
          },
        ],
      })),
    );
  });
  const plan = await bench.call('whitelist_move', { ip_address: '203.0.113.8', dry_run: true });
  expect(plan['rules']).toHaveLength(150);
  // One for all of them, to find what is to move, and one by filter.
  expect(actions().filter((action) => action === 'DescribeSecurityGroups')).toHaveLength(2);
  expect(bench.sandbox.requests.filter(({ errorCode }) => errorCode !== null)).toEqual([]);
});

it('groups that are asked for together and are not there are told in the words of AWS', async () => {
  await seedRule(bench.sandbox, GROUP, 'tcp 443-443 203.0.113.9/32', '[awswhitelist:1 jo]');
  const report = await bench.fail('whitelist_move', {
    ip_address: ME,
    targets: [GROUP, 'sg-0fffffffffffffff0'],
  });
  expect(report).toMatchObject({ code: 'group_not_found', aws: { code: 'InvalidGroup.NotFound' } });
  expect(report.message).toContain('sg-0fffffffffffffff0');
});
