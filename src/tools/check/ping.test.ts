import { AuthorizeSecurityGroupIngressCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';

const GROUP = 'sg-123456';
const ME = '192.0.2.9';

async function startWith(...permissions: IpPermission[]) {
  const bench = await startToolHarness();
  onTestFinished(() => bench.close());
  const { accessKeyId, secretAccessKey } = bench.sandbox.keys.admin;
  const { endpoint, region } = bench.sandbox;
  const ec2 = new EC2Client({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
  onTestFinished(() => ec2.destroy());
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: GROUP, IpPermissions: permissions }));
  const call = (tool: 'add' | 'remove' | 'check', ip_address: string, port: string) =>
    bench.call(`whitelist_${tool}`, { security_group_id: GROUP, ip_address, port });
  const types = async () => {
    const { rules } = await bench.call('whitelist_list', { security_group_id: GROUP });
    const added = (rules as RuleResult[]).filter(({ from_port: from }) => from !== 22);
    return added.map(({ protocol, from_port: type, to_port: code }) => `${protocol} ${type}/${code}`);
  };
  return { call, types };
}

const icmp = (type: number, code: number, CidrIp: string): IpPermission => ({
  IpProtocol: 'icmp',
  FromPort: type,
  ToPort: code,
  IpRanges: [{ CidrIp }],
});

/** As the console writes it. */
const PING = icmp(8, 0, '192.0.2.0/24');
const PING_V6: IpPermission = {
  IpProtocol: 'icmpv6',
  FromPort: 128,
  ToPort: 0,
  Ipv6Ranges: [{ CidrIpv6: '2001:db8::/64' }],
};

describe('a rule of type 8 code 0', () => {
  it.each([
    [PING, ME],
    [PING_V6, '2001:db8::9'],
  ])('lets ping in, and so says a check: %j', async (permission, address) => {
    const { call } = await startWith(permission);
    expect(await call('check', address, 'ping')).toMatchObject({ allowed: true, warnings: [] });
  });

  it('is named by an addition of ping, as what lets it in already', async () => {
    const { call } = await startWith(PING);
    const { status, warnings } = await call('add', ME, 'ping');
    expect(status).toBe('added');
    expect(warnings).toEqual([
      expect.stringContaining('is already allowed by icmp type 8/0 from 192.0.2.0/24'),
    ]);
  });

  it('goes with a removal of ping, alone and beside one of all codes', async () => {
    const { call, types } = await startWith(icmp(8, 0, `${ME}/32`), icmp(3, 3, `${ME}/32`));
    expect(await call('remove', ME, 'ping')).toMatchObject({ status: 'removed' });
    expect(await types()).toEqual(['icmp 3/3']);
    await call('add', ME, 'ping');
    expect(await types()).toContain('icmp 8/-1');
    expect(await call('remove', ME, 'ping')).toMatchObject({ status: 'removed' });
    expect(await types()).toEqual(['icmp 3/3']);
  });
});

it('all codes stay wider than one code of a type that has several', async () => {
  const { call, types } = await startWith(icmp(3, 3, `${ME}/32`));
  expect(await call('check', ME, 'destination-unreachable')).toMatchObject({ allowed: false });
  expect(await call('remove', ME, 'destination-unreachable')).toMatchObject({ status: 'not_found' });
  expect(await types()).toEqual(['icmp 3/3']);
});

it('two families in one permission are a rule each', async () => {
  const { types } = await startWith({
    ...icmp(-1, -1, '192.0.2.0/24'),
    Ipv6Ranges: [],
  });
  expect(await types()).toEqual(['icmp null/null']);
  const bench = await startWith({
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    IpRanges: [{ CidrIp: '192.0.2.0/24' }],
    Ipv6Ranges: [{ CidrIpv6: '2001:db8::/64' }],
  });
  expect(await bench.types()).toEqual(['tcp 443/443', 'tcp 443/443']);
});

it('a group as source lets in no public address, unless that is used inside the VPC', async () => {
  const { call } = await startWith({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: GROUP }] });
  expect(await call('check', '203.0.113.7', '443')).toMatchObject({
    allowed: false,
    depends_on: [],
    warnings: [
      `It lets in members of ${GROUP} itself, by their private addresses: 203.0.113.7/32 only where the VPC uses that as a private address.`,
    ],
  });
  for (const address of ['10.0.0.5', '2001:db8::7'])
    expect(await call('check', address, '443')).toMatchObject({
      allowed: null,
      depends_on: [{ source_group_id: GROUP }],
    });
});
