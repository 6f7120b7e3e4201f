import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';
import { whitelistCheck } from './whitelist-check.ts';

const GROUP = 'sg-0123abcd';

let fail = false;
/** How far AWS's clock is before this machine's: milliseconds. */
let ahead = 0;
let bench: ToolHarness;
const named = new Map<string, string>();
beforeAll(async () => {
  bench = await startToolHarness({
    config: { security_settings: { allow_world_open: true } },
    sandbox: {
      now: () => new Date(Date.now() + ahead),
      onRequest: ({ action }) => {
        if (fail && action === 'DescribeSecurityGroups') throw new Error('down');
      },
    },
  });
  const { groups } = await bench.call('whitelist_list', {});
  for (const { name, security_group_id: id } of groups as { name: string; security_group_id: string }[])
    named.set(name, id);
});
afterAll(() => bench.close());
beforeEach(() => {
  ahead = 0;
  return bench.sandbox.reset();
});

const add = (args: object) => bench.call('whitelist_add', { security_group_id: GROUP, ...args });
const check = (args: object, group = GROUP) =>
  bench.call('whitelist_check', { security_group_id: group, ...args });
const cidrs = (result: Record<string, unknown>) => (result['rules'] as RuleResult[]).map((rule) => rule.cidr);

describe('whitelist_check', () => {
  it('[check.question] answers for an address or CIDR, a port and a protocol', async () => {
    expect(await check({ ip_address: '192.0.2.44', port: 'ssh' })).toMatchObject({
      allowed: true,
      security_group_id: GROUP,
      asked: 'tcp 22 from 192.0.2.44/32',
      account: '123456789012',
      region: 'us-east-1',
    });
    const variants: [object, boolean][] = [
      [{ ip_address: '192.0.2.44', port: 22, protocol: 'udp' }, false],
      [{ ip_address: '192.0.2.45', port: 22 }, false],
      [{ ip_address: '192.0.2.44', port: 23 }, false],
      [{ ip_address: '192.0.2.0/25', port: 443 }, true],
      [{ ip_address: '192.0.2.0/23', port: 443 }, false],
      [{ ip_address: '192.0.2.44', port: '22-443' }, false],
    ];
    for (const [args, allowed] of variants) expect(await check(args)).toMatchObject({ allowed });
    expect(await check({ ip_address: '192.0.2.44', port: 22 }, 'sg-123456')).toMatchObject({
      allowed: false,
    });
  });

  it('[check.allowed-true] says true where a rule lets it in', async () => {
    await add({ ip_address: '203.0.113.7', port: 443 });
    const result = await check({ ip_address: '203.0.113.7', port: 443 });
    expect(result).toMatchObject({ allowed: true, depends_on: [], warnings: [] });
    const { view } = await whitelistCheck.call(
      { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 },
      bench.runtime.toolContext(),
    );
    expect(view.headline).toBe(`Yes: ${GROUP} lets in tcp 443 from 203.0.113.7/32.`);
  });

  it('[check.allowed-false] says false where no rule lets it in', async () => {
    const result = await check({ ip_address: '203.0.113.7', port: 443 });
    expect(result).toMatchObject({ allowed: false, rules: [], depends_on: [] });
    // Sources that were not read do not matter where they are for other traffic.
    expect(await check({ ip_address: '203.0.113.7', port: 443 }, named.get('bastion'))).toMatchObject({
      allowed: false,
      depends_on: [],
    });
  });

  it.each([
    ['bastion', 22, 'prefix_list_id'],
    ['staging-postgres', 5432, 'source_group_id'],
  ])(
    '[check.allowed-null] says null in %s, where it hangs on what was not read',
    async (name, port, kind) => {
      const asked = kind === 'source_group_id' ? '10.20.0.5' : '203.0.113.7';
      const result = await check({ ip_address: asked, port }, named.get(name));
      expect(result).toMatchObject({
        allowed: null,
        rules: [],
        depends_on: [{ [kind]: expect.any(String) }],
      });
      // A rule by address settles it.
      const known = name === 'bastion' ? '198.51.100.3' : '198.51.100.7';
      expect(await check({ ip_address: known, port }, named.get(name))).toMatchObject({
        allowed: true,
        depends_on: [],
      });
    },
  );

  it('[check.letting-rules] names the rules that let it in, and no others', async () => {
    await add({ ip_address: '192.0.2.44', port: 443, description: 'the narrow one' });
    await add({ ip_address: '192.0.2.45', port: 443 });
    const result = await check({ ip_address: '192.0.2.44', port: 443 });
    expect(result['rules']).toMatchObject([
      {
        cidr: '192.0.2.0/24',
        protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        description: '[partner] weekly report',
      },
      { cidr: '192.0.2.44/32', description: 'the narrow one' },
    ]);
  });

  it('[check.wider-cidr] counts a rule for a wider CIDR', async () => {
    const result = await check({ ip_address: '192.0.2.200', port: 443 });
    expect(result).toMatchObject({ allowed: true, rules: [{ cidr: '192.0.2.0/24' }] });
  });

  it.each([
    ['203.0.113.7', '0.0.0.0/0'],
    ['2001:db8::7', '::/0'],
  ])('[check.anywhere] counts a rule for everywhere, for %s', async (ip, anywhere) => {
    const result = await check({ ip_address: ip, port: 443 }, named.get('web'));
    expect(result).toMatchObject({ allowed: true, rules: [{ cidr: anywhere }] });
    // Everywhere in IPv4 is nowhere in IPv6, and the other way round.
    await add({ ip_address: anywhere, port: 9999 });
    const other = ip.includes(':') ? '203.0.113.7' : '2001:db8::7';
    expect(await check({ ip_address: other, port: 9999 })).toMatchObject({ allowed: false });
  });

  it('[check.port-range] counts a rule for a range that holds the port', async () => {
    const runners = named.get('build-runners');
    for (const port of [8000, 8005, 8010, '8001-8009'])
      expect(await check({ ip_address: '10.20.1.1', port }, runners)).toMatchObject({ allowed: true });
    for (const port of [7999, 8011, '8009-8011'])
      expect(await check({ ip_address: '10.20.1.1', port }, runners)).toMatchObject({ allowed: false });
  });

  it('[check.all-protocols] counts a rule for all protocols', async () => {
    const runners = named.get('build-runners');
    for (const asked of [
      { port: 1 },
      { port: 53, protocol: 'udp' },
      { protocol: 'icmp' },
      { protocol: '47' },
      { protocol: 'all' },
    ])
      expect(await check({ ip_address: '10.20.9.12', ...asked }, runners)).toMatchObject({
        allowed: true,
        rules: expect.arrayContaining([expect.objectContaining({ protocol: 'all' })]),
      });
    expect(await check({ ip_address: '10.20.9.13', protocol: 'all' }, runners)).toMatchObject({
      allowed: false,
    });
  });

  it('[check.udp-not-tcp] does not take UDP for TCP', async () => {
    const args = { ip_address: '198.51.100.9', port: 60500 };
    const runners = named.get('build-runners');
    expect(await check({ ...args, protocol: 'udp' }, runners)).toMatchObject({ allowed: true });
    expect(await check({ ...args, protocol: 'tcp' }, runners)).toMatchObject({ allowed: false, rules: [] });
    expect(await check(args, runners)).toMatchObject({ allowed: false });
  });

  it('[check.whole-cidr] does not allow a CIDR of which only a part is let in', async () => {
    const result = await check({ ip_address: '192.0.2.0/23', port: 443 });
    expect(result).toMatchObject({
      allowed: false,
      warnings: expect.arrayContaining(['Only a part of what was asked is let in, by the rules shown.']),
    });
    expect(cidrs(result)).toEqual(['192.0.2.0/24']);
  });

  it('[check.joint-cover] allows a CIDR that several rules let in together', async () => {
    await add({ ip_address: '203.0.113.0/26', port: 443 });
    await add({ ip_address: '203.0.113.64/26', port: '400-500' });
    const asked = { ip_address: '203.0.113.0/24', port: 443 };
    expect(await check(asked)).toMatchObject({ allowed: false });
    await add({ ip_address: '203.0.113.128/25', protocol: 'all' });
    const result = await check(asked);
    expect(result).toMatchObject({ allowed: true });
    expect(cidrs(result).sort()).toEqual(['203.0.113.0/26', '203.0.113.128/25', '203.0.113.64/26']);
  });

  it('[check.this-group-alone] says once that it speaks of this group alone', async () => {
    const words = ['network ACLs', 'routes', 'other groups'];
    for (const port of [443, 444]) {
      const args = { security_group_id: GROUP, ip_address: '192.0.2.44', port };
      const { result, view } = await whitelistCheck.call(args, bench.runtime.toolContext());
      for (const word of words) expect(result['scope']).toContain(word);
      const text = [view.headline, ...view.notes].join('\n');
      expect(text.split('this security group alone')).toHaveLength(2);
      expect(view.notes[0]).toBe(result['scope']);
    }
  });

  it('[check.failure-is-error] answers a failure with an error, never with a no', async () => {
    const args = { security_group_id: GROUP, ip_address: '192.0.2.44', port: 22 };
    fail = true;
    const down = await bench.fail('whitelist_check', args);
    fail = false;
    expect(down).toMatchObject({ code: 'aws_error', retryable: true });
    const missing = await bench.fail('whitelist_check', { ...args, security_group_id: 'sg-0badbad' });
    expect(missing).toMatchObject({ code: 'group_not_found' });
    const wrong = await bench.fail('whitelist_check', {
      ...args,
      credentials: { access_key_id: 'AKIAXXXXXXX', secret_access_key: 'no' },
    });
    expect(wrong).toMatchObject({ code: 'invalid_credentials' });
    expect(JSON.stringify([down, missing, wrong])).not.toContain('allowed');
  });

  it('[check.expired] lets in what has expired and is there still, and warns of it and of an end soon', async () => {
    const asked = { ip_address: '203.0.113.7', port: 443 };
    await add({ security_group_id: 'sg-123456', ...asked, expires_in: '30m', reason: 'repair' });
    const soon = await check(asked, 'sg-123456');
    expect(soon).toMatchObject({ allowed: true, rules: [{ holders: [{ holder: 'jo', reason: 'repair' }] }] });
    expect(soon['warnings']).toEqual([expect.stringMatching(/\(jo until .*Z\) ends in 3[01] min\.$/)]);
    expect(JSON.stringify(soon['rules'])).not.toContain('expired');
    ahead = 34 * 60_000;
    const over = await check(asked, 'sg-123456');
    expect(over).toMatchObject({ allowed: true, rules: [{ expired: true, holders: [{ expired: true }] }] });
    expect(over['warnings']).toEqual([
      expect.stringMatching(
        /^tcp 443 from 203\.0\.113\.7\/32 \(jo .*\) has expired: it lets it in until it is swept\.$/,
      ),
    ]);
  });

  it('takes a description for what it is here: no part of the question', async () => {
    const args = { ip_address: '192.0.2.44', port: 22, description: 'Added via Claude Desktop' };
    expect(await check(args)).toMatchObject({ allowed: true });
  });
});
