import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import { whitelistAdd } from './whitelist-add.ts';

const DEFAULT_VPC = 'sg-123456';
const OTHER_VPC = 'sg-0123abcd';

let bench: ToolHarness;
let custom: ToolHarness;
beforeAll(async () => {
  bench = await startToolHarness();
  custom = await startToolHarness({
    now: () => new Date('2027-03-04T23:30:00Z'),
    config: {
      default_parameters: { port: 8443, description_template: 'by {user} on {date}' },
      port_mappings: [{ name: 'Admin', port: 9443 }],
    },
  });
});
afterAll(() => Promise.all([bench.close(), custom.close()]));

const add = (args: object, group = DEFAULT_VPC) =>
  bench.call('whitelist_add', { security_group_id: group, ...args });
const check = (args: object, group = DEFAULT_VPC) =>
  bench.call('whitelist_check', { security_group_id: group, ...args });
const rulesOf = async (group: string) =>
  (await bench.call('whitelist_list', { security_group_id: group }))['rules'];
const lastSent = (of = bench) =>
  of.sandbox.requests.findLast((request) => request.action === 'AuthorizeSecurityGroupIngress')?.params;

describe('whitelist_add', () => {
  it.each([DEFAULT_VPC, OTHER_VPC])(
    '[add.makes-rule-hold] makes the wanted rule hold in %s',
    async (group) => {
      const wanted = { ip_address: '192.168.1.100', port: 443, protocol: 'tcp' };
      expect(await check(wanted, group)).toMatchObject({ allowed: false });
      const added = await add({ ...wanted, description: 'Added via Claude Desktop' }, group);
      expect(added).toMatchObject({
        status: 'added',
        account: '123456789012',
        region: 'us-east-1',
        credential_source: 'the sandbox',
        security_group_id: group,
        warnings: ['192.168.1.100/32: private; it works through a VPN or peering only.'],
        rules: [
          {
            cidr: '192.168.1.100/32',
            protocol: 'tcp',
            from_port: 443,
            to_port: 443,
            description: 'Added via Claude Desktop',
            rule_id: expect.stringMatching(/^sgr-[0-9a-f]{17}$/),
          },
        ],
      });
      expect(await check(wanted, group)).toMatchObject({ allowed: true });
      expect(await check({ ...wanted, port: 444 }, group)).toMatchObject({ allowed: false });
      expect(await check({ ...wanted, protocol: 'udp' }, group)).toMatchObject({ allowed: false });
    },
  );

  it('[add.already-present] finds a rule that is there and changes nothing', async () => {
    await add({ ip_address: '203.0.113.1', port: 22, description: 'first' }, OTHER_VPC);
    const before = await rulesOf(OTHER_VPC);
    const again = await add({ ip_address: '203.0.113.1', port: 22, description: 'second' }, OTHER_VPC);
    expect(again).toMatchObject({
      status: 'already_present',
      rules: [{ cidr: '203.0.113.1/32', protocol: 'tcp', from_port: 22, to_port: 22 }],
      warnings: ['The rule was there already; its description was left as it is.'],
      undo: [],
    });
    expect(await rulesOf(OTHER_VPC)).toEqual(before);
  });

  it.each([
    ['2001:DB8:0:0:0:0:0:77', '2001:db8::77'],
    ['198.51.100.99', '198.51.100.99/32'],
    ['198.51.100.98', '::ffff:198.51.100.98'],
    ['10.77.0.0/16', '10.77.12.13/16'],
  ])('[add.already-present-other-spelling] takes %s and %s for one', async (first, second) => {
    expect(await add({ ip_address: first, port: 'ssh' })).toMatchObject({ status: 'added' });
    const before = await rulesOf(DEFAULT_VPC);
    expect(await add({ ip_address: second, port: 22 })).toMatchObject({ status: 'already_present' });
    expect(await rulesOf(DEFAULT_VPC)).toEqual(before);
  });

  it('[add.ipv4-single-host] makes a /32 of a bare IPv4 address', async () => {
    const result = await add({ ip_address: '203.0.113.32', port: 443 });
    expect(result).toMatchObject({ rules: [{ cidr: '203.0.113.32/32' }], warnings: [] });
    expect(lastSent()?.get('IpPermissions.1.IpRanges.1.CidrIp')).toBe('203.0.113.32/32');
  });

  it('[add.ipv6-single-host] makes a /128 of a bare IPv6 address, sent as an IPv6 range', async () => {
    const result = await add({ ip_address: '2001:db8::128', port: 443 });
    expect(result).toMatchObject({ rules: [{ cidr: '2001:db8::128/128' }], warnings: [] });
    expect(lastSent()?.get('IpPermissions.1.Ipv6Ranges.1.CidrIpv6')).toBe('2001:db8::128/128');
    expect([...(lastSent()?.keys() ?? [])].filter((name) => name.includes('IpRanges'))).toEqual([]);
  });

  it.each([
    ['203.0.113.77/24', '203.0.113.0/24'],
    ['2001:db8:1:2:3::9/64', '2001:db8:1:2::/64'],
  ])('[add.host-bits] brings %s to its network and says so', async (given, network) => {
    const result = await add({ ip_address: given, port: 8080 });
    expect(result).toMatchObject({
      rules: [{ cidr: network }],
      warnings: [`${given} names one address of a network; the whole network ${network} was used.`],
    });
  });

  it('[add.mapped-ipv4] takes ::ffff:1.2.3.4 for 1.2.3.4', async () => {
    const result = await add({ ip_address: '::ffff:1.2.3.4', port: 443 });
    expect(result).toMatchObject({ rules: [{ cidr: '1.2.3.4/32' }] });
    expect(result['warnings']).toEqual([expect.stringContaining('the IPv4 address it stands for')]);
    expect(await check({ ip_address: '1.2.3.4', port: 443 })).toMatchObject({ allowed: true });
  });

  it('says it when a rule is open to the world', async () => {
    const open = await startToolHarness({ config: { security_settings: { allow_world_open: true } } });
    onTestFinished(() => open.close());
    const result = await open.call('whitelist_add', {
      security_group_id: 'sg-0123abcd',
      ip_address: '::/0',
      port: 8443,
    });
    expect(result['warnings']).toEqual(['This rule is open to every address in the world.']);
  });
});

describe('ports and protocols of whitelist_add', () => {
  it.each([
    ['number', 8123, 8123, 8123],
    ['number', '8124', 8124, 8124],
    ['number', 0, 0, 0],
    ['number', 65535, 65535, 65535],
    ['range', '8000-8010', 8000, 8010],
    ['service-name', 'https', 443, 443],
    ['service-name', 'SSH', 22, 22],
    ['service-name', 'postgres', 5432, 5432],
  ])('[add.port-%s] takes %j', async (_kind, port, from, to) => {
    const result = await add({ ip_address: '203.0.113.200', port });
    expect(result).toMatchObject({
      status: 'added',
      rules: [{ protocol: 'tcp', from_port: from, to_port: to }],
    });
  });

  it('[add.port-config-mapping] takes a name from port_mappings, in any case', async () => {
    const args = { security_group_id: DEFAULT_VPC, ip_address: '203.0.113.8', port: 'admin' };
    expect(await custom.call('whitelist_add', args)).toMatchObject({
      rules: [{ from_port: 9443, to_port: 9443 }],
    });
    const refused = await bench.fail('whitelist_add', args);
    expect(refused.message).toContain('Invalid port: got "admin"');
  });

  it('[add.port-config-default] takes the port of the config file when none is given', async () => {
    const result = await custom.call('whitelist_add', {
      security_group_id: DEFAULT_VPC,
      ip_address: '203.0.113.9',
    });
    expect(result).toMatchObject({ rules: [{ protocol: 'tcp', from_port: 8443, to_port: 8443 }] });
  });

  it('[add.port-left-out] refuses when no port is given and none configured', async () => {
    const before = bench.sandbox.requests.length;
    const report = await bench.fail('whitelist_add', {
      security_group_id: DEFAULT_VPC,
      ip_address: '203.0.113.9',
    });
    expect(report).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^Invalid port: got nothing, expected a port .* Example: 443/),
      guidance: ['Say which port; none is assumed.'],
    });
    expect(bench.sandbox.requests).toHaveLength(before);
  });

  it('[add.no-unused-schema-default] announces no default that the code does not apply', () => {
    const schema = whitelistAdd.inputSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(JSON.stringify(schema)).not.toContain('"default"');
    // The one default in its words is the one that the code applies: the tests around use it.
    expect(JSON.stringify(schema).match(/\bdefault\b/g)).toEqual(['default']);
    expect(JSON.stringify(schema)).toContain('tcp (default)');
  });

  it('[add.icmp-all] takes icmp without a port for all of ICMP', async () => {
    const icmp = { from_port: null, to_port: null };
    const wanted = { ip_address: '203.0.113.66', protocol: 'icmp' };
    expect(await add(wanted)).toMatchObject({ rules: [{ protocol: 'icmp', ...icmp }] });
    expect(lastSent()?.get('IpPermissions.1.FromPort')).toBe('-1');
    expect(lastSent()?.get('IpPermissions.1.ToPort')).toBe('-1');
    // Nor does a default port of the config file ever become an ICMP type.
    const other = await custom.call('whitelist_add', { security_group_id: DEFAULT_VPC, ...wanted });
    expect(other).toMatchObject({ rules: [{ protocol: 'icmp', ...icmp }] });
    const v6 = await add({ ip_address: '2001:db8::66', protocol: 'icmp' });
    expect(v6).toMatchObject({ rules: [{ protocol: 'icmpv6', ...icmp }] });
  });

  it.each([
    ['all', '203.0.113.70'],
    ['-1', '203.0.113.71'],
    ['ALL', '2001:db8::71'],
  ])('[add.all-protocols] takes %j for every protocol', async (protocol, ip) => {
    const result = await add({ ip_address: ip, protocol });
    expect(result).toMatchObject({ rules: [{ protocol: 'all', from_port: null, to_port: null }] });
    expect(lastSent()?.get('IpPermissions.1.IpProtocol')).toBe('-1');
    for (const asked of [
      { protocol: 'udp', port: 53 },
      { protocol: 'icmp' },
      { protocol: '47' },
      { port: 1 },
    ])
      expect(await check({ ip_address: ip, ...asked })).toMatchObject({ allowed: true });
  });

  it('refuses a port with a protocol that has none, rather than open all of them', async () => {
    const report = await bench.fail('whitelist_add', {
      security_group_id: DEFAULT_VPC,
      ip_address: '203.0.113.72',
      protocol: 'all',
      port: 443,
    });
    expect(report).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^Invalid port: got 443/),
    });
  });
});

describe('the description of whitelist_add', () => {
  it.each([
    ['Jo’s laptop', 'AWS refuses the character U+2019 ("’") in a description.'],
    ['Zoë', 'AWS refuses the character U+00EB ("ë") in a description.'],
    ['tab\there', 'AWS refuses the character U+0009 in a description.'],
    ['a "quoted" word', 'AWS refuses the character U+0022 (""") in a description.'],
    ['x'.repeat(260), 'It is 5 characters too long.'],
  ])('[add.description-refused] refuses %j', async (description, what) => {
    const before = bench.sandbox.requests.length;
    const args = { security_group_id: DEFAULT_VPC, ip_address: '203.0.113.80', port: 443, description };
    const report = await bench.fail('whitelist_add', args);
    expect(report).toMatchObject({ code: 'invalid_input', guidance: [what], outcome: 'not_done' });
    expect(report.message).toMatch(/^Invalid description: got .*expected at most 255 of .* Example: /);
    expect(bench.sandbox.requests).toHaveLength(before);
  });

  it('takes everything that AWS takes, as long as it fits beside the note', async () => {
    // A blank, and [awswhitelist:1 jo].
    const description = 'aZ09 ._-:/()#,@[]+=&;{}!$*'.padEnd(255 - 20, 'x');
    const args = { ip_address: '203.0.113.81', port: 443, description };
    expect(await add(args)).toMatchObject({ status: 'added', rules: [{ description }] });
    const report = await bench.fail('whitelist_add', {
      ...args,
      security_group_id: DEFAULT_VPC,
      description: `${description}x`,
    });
    expect(report.message).toContain('expected at most 235 characters beside the note of whose rule it is');
  });

  it('[add.description-template] fills in the template of the config file', async () => {
    const args = { security_group_id: DEFAULT_VPC, ip_address: '203.0.113.82', port: 443 };
    const result = await custom.call('whitelist_add', args);
    expect(result).toMatchObject({ rules: [{ description: 'by jo on 2027-03-04' }] });
    const own = await custom.call('whitelist_add', { ...args, port: 444, description: 'my own' });
    expect(own).toMatchObject({ rules: [{ description: 'my own' }] });
    const none = await bench.call('whitelist_add', args);
    expect(none).toMatchObject({ rules: [{ description: null }] });
  });
});

describe('the undo of whitelist_add', () => {
  it.each([
    { ip_address: '203.0.113.90', port: 443 },
    { ip_address: '203.0.113.90', port: '8000-8010', protocol: 'udp', description: 'with words' },
    { ip_address: '2001:db8::90', protocol: 'icmp' },
    { ip_address: '203.0.113.90', protocol: 'icmp', port: '3/4' },
    { ip_address: '203.0.113.90', protocol: 'icmp', port: 8 },
    { ip_address: '203.0.113.0/26', protocol: 'all' },
    { ip_address: '203.0.113.90', protocol: '47' },
  ])('takes %j back and nothing else', async (args) => {
    await add({ ip_address: '203.0.113.90', port: 1234 }, OTHER_VPC);
    const before = await rulesOf(OTHER_VPC);
    const { undo } = await add(args, OTHER_VPC);
    const [call, ...more] = undo as { tool: string; arguments: object }[];
    expect(more).toEqual([]);
    expect(await rulesOf(OTHER_VPC)).not.toEqual(before);
    expect(await bench.call(call!.tool, call!.arguments)).toMatchObject({ status: 'removed' });
    expect(await rulesOf(OTHER_VPC)).toEqual(before);
  });
});
