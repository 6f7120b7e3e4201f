import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createToolCalls } from '#test/support/harness/tool-calls.ts';
import { startProcess, startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';

const DEFAULT_VPC = 'sg-123456';
const OTHER_VPC = 'sg-0123abcd';
const BOTH = [DEFAULT_VPC, OTHER_VPC];

// Consent and limits have tests of their own.
const config = { security_settings: { allow_world_open: true, confirm: 'never' } };
const bench: ToolHarness = await startToolHarness({ config, key: (sandbox) => sandbox.keys.admin });
const minimal: ToolHarness = await startToolHarness({ config });
afterAll(() => Promise.all([bench.close(), minimal.close()]));
beforeEach(() => Promise.all([bench.sandbox.reset(), minimal.sandbox.reset()]));

const add = (group: string, args: object, on = minimal) =>
  on.call('whitelist_add', { security_group_id: group, ...args });
const remove = (group: string, args: object, on = minimal) =>
  on.call('whitelist_remove', { security_group_id: group, ...args });
const rulesOf = async (group: string, on = minimal) =>
  (await on.call('whitelist_list', { security_group_id: group }))['rules'] as RuleResult[];
const inWords = (rules: unknown) =>
  (rules as RuleResult[]).map((r) => `${r.cidr} ${r.protocol} ${r.from_port}-${r.to_port}`).sort();

describe.each(BOTH)('whitelist_remove in %s', (group) => {
  it('[remove.by-address] removes the rule of an address, port and protocol', async () => {
    const before = await rulesOf(group);
    await add(group, { ip_address: '203.0.113.5', port: 443, description: 'Jo' });
    await add(group, { ip_address: '203.0.113.5', port: 443, protocol: 'udp' });
    const result = await remove(group, { ip_address: '203.0.113.5', port: 'https' });
    expect(result).toMatchObject({ status: 'removed', security_group_id: group, warnings: [] });
    expect(inWords(result['rules'])).toEqual(['203.0.113.5/32 tcp 443-443']);
    expect(inWords(await rulesOf(group))).toEqual(inWords([...before, udp('203.0.113.5/32', 443)]));
  });

  it('[remove.by-rule-id] removes the rule of an id', async () => {
    const before = await rulesOf(group, bench);
    await add(group, { ip_address: '203.0.113.6', port: 22, description: 'to go' }, bench);
    const added = (await rulesOf(group, bench)).find((rule) => rule.cidr === '203.0.113.6/32');
    const result = await remove(group, { rule_id: added?.rule_id }, bench);
    expect(result).toMatchObject({
      status: 'removed',
      rules: [{ cidr: '203.0.113.6/32', rule_id: added?.rule_id }],
    });
    expect(await rulesOf(group, bench)).toEqual(before);
    expect(await remove(group, { rule_id: added?.rule_id }, bench)).toMatchObject({ status: 'not_found' });
  });

  it('[remove.without-port] removes every port of exactly the address and says which', async () => {
    const before = await rulesOf(group);
    await add(group, { ip_address: '203.0.113.7', port: 443 });
    await add(group, { ip_address: '203.0.113.7', port: '8000-8010', description: 'range' });
    await add(group, { ip_address: '203.0.113.7', port: 53, protocol: 'udp' });
    await add(group, { ip_address: '203.0.113.7', protocol: 'icmp' });
    await add(group, { ip_address: '203.0.113.8', port: 443 });
    const result = await remove(group, { ip_address: '203.0.113.7' });
    expect(result).toMatchObject({ status: 'removed' });
    expect(inWords(result['rules'])).toEqual([
      '203.0.113.7/32 icmp null-null',
      '203.0.113.7/32 tcp 443-443',
      '203.0.113.7/32 tcp 8000-8010',
      '203.0.113.7/32 udp 53-53',
    ]);
    await remove(group, { ip_address: '203.0.113.8', port: 443 });
    expect(await rulesOf(group)).toEqual(before);
  });

  it('[remove.without-port] keeps to the protocol, if one is given', async () => {
    await add(group, { ip_address: '203.0.113.7', port: 443 });
    await add(group, { ip_address: '203.0.113.7', port: 444, protocol: 'udp' });
    const result = await remove(group, { ip_address: '203.0.113.7', protocol: 'udp' });
    expect(inWords(result['rules'])).toEqual(['203.0.113.7/32 udp 444-444']);
    expect(inWords(await rulesOf(group))).toContain('203.0.113.7/32 tcp 443-443');
  });

  it('[remove.exact-address] leaves wider, narrower and other addresses alone', async () => {
    const others = ['203.0.113.0/24', '203.0.113.8/31', '203.0.113.10', '0.0.0.0/0', '203.0.112.0/23'];
    for (const ip_address of others) await add(group, { ip_address, port: 443 });
    await add(group, { ip_address: '203.0.113.9', port: 443 });
    const before = await rulesOf(group);
    await remove(group, { ip_address: '203.0.113.9' });
    const rest = before.filter((rule) => rule.cidr !== '203.0.113.9/32');
    expect(await rulesOf(group)).toEqual(rest);
    await remove(group, { ip_address: '203.0.113.0/24' });
    expect(await rulesOf(group)).toEqual(rest.filter((rule) => rule.cidr !== '203.0.113.0/24'));
  });

  it.each(['Added via Claude Desktop', 'do NOT remove', undefined])(
    '[remove.any-description] removes a rule described as %j',
    async (description) => {
      await add(group, { ip_address: '203.0.113.11', port: 443, description });
      await add(group, { ip_address: '203.0.113.11', port: 444, description });
      const exact = { ip_address: '203.0.113.11', port: 443, description: 'quite another' };
      expect(await remove(group, exact)).toMatchObject({ status: 'removed' });
      expect(await remove(group, { ip_address: '203.0.113.11' })).toMatchObject({ status: 'removed' });
    },
  );

  it.each([
    ['2001:db8::12', '2001:0DB8:0:0:0:0:0:12/128', 443],
    ['2001:db8:5::/48', '2001:db8:5:6::7/48', undefined],
  ])('[remove.ipv6] removes %s, spelt %s', async (added, spelt, port) => {
    const before = await rulesOf(group);
    await add(group, { ip_address: added, port: 443, description: 'six' });
    const result = await remove(group, { ip_address: spelt, ...(port && { port }) });
    expect(result).toMatchObject({ status: 'removed', rules: [{ protocol: 'tcp', from_port: 443 }] });
    expect(await rulesOf(group)).toEqual(before);
  });

  it('removes with the arguments that added, also where "icmp" meant ICMPv6', async () => {
    const before = await rulesOf(group);
    const args = { ip_address: '2001:db8::13', protocol: 'icmp' };
    await add(group, args);
    expect(await remove(group, args)).toMatchObject({ status: 'removed', rules: [{ protocol: 'icmpv6' }] });
    expect(await rulesOf(group)).toEqual(before);
  });

  it.each([
    { ip_address: '203.0.113.99', port: 443 },
    { ip_address: '203.0.113.99' },
    { ip_address: '2001:db8::99', protocol: 'icmp' },
    { rule_id: 'sgr-0123456789abcdef0' },
  ])('[remove.not-found] [remove.any-vpc] finds nothing for %j and changes nothing', async (selector) => {
    const before = await rulesOf(group);
    const result = await remove(group, selector);
    expect(result).toMatchObject({ status: 'not_found', rules: [], warnings: [], undo: [] });
    expect(await rulesOf(group)).toEqual(before);
  });

  it.each([
    [{ ip_address: '203.0.113.20', port: 443, description: 'words & more' }, { port: 443 }],
    [{ ip_address: '203.0.113.20', protocol: 'icmp', port: '3/4' }, { protocol: 'icmp' }],
    [{ ip_address: '2001:db8::20', protocol: '-1', description: 'all' }, {}],
  ])('its undo puts %j back', async (args, selector) => {
    await add(group, args);
    const before = await rulesOf(group);
    const { undo } = await remove(group, { ip_address: args.ip_address, ...selector });
    const [call, ...more] = undo as { tool: string; arguments: object }[];
    expect(more).toEqual([]);
    expect(await minimal.call(call!.tool, call!.arguments)).toMatchObject({ status: 'added' });
    expect(await rulesOf(group)).toEqual(before);
  });
});

const udp = (cidr: string, port: number): RuleResult => ({
  cidr,
  protocol: 'udp',
  from_port: port,
  to_port: port,
  description: null,
  rule_id: null,
});

describe('whitelist_remove', () => {
  it('its undo puts a rule without a description back without one, whatever the config file gives others', async () => {
    const templated = await startToolHarness({
      config: { ...config, default_parameters: { description_template: 'by {user}' } },
    });
    const rule = { ip_address: '203.0.113.21', port: 443 };
    const plain = startProcess(templated.sandbox, { config });
    await createToolCalls(plain.runtime).call('whitelist_add', { security_group_id: OTHER_VPC, ...rule });
    const before = await rulesOf(OTHER_VPC, templated);
    const { undo } = await remove(OTHER_VPC, rule, templated);
    const [call] = undo as { tool: string; arguments: object }[];
    await templated.call(call!.tool, call!.arguments);
    expect(await rulesOf(OTHER_VPC, templated)).toEqual(before);
    await plain.runtime.close();
    await templated.close();
  });

  it('[remove.any-vpc] answers alike in the default VPC and in another', async () => {
    const answers = await Promise.all(
      BOTH.map(async (group) => {
        const args = { ip_address: '203.0.113.30', port: 443 };
        await add(group, args);
        const steps = [await remove(group, args), await remove(group, args)];
        return JSON.stringify(steps)
          .replaceAll(group, 'sg')
          .replace(/sgr-[0-9a-f]+/g, 'sgr')
          .replace(/"signature":"[\w-]{22}"/g, '');
      }),
    );
    expect(answers[0]).toBe(answers[1]);
  });

  it('tells of a rule that no call can put back', async () => {
    const { groups } = await bench.call('whitelist_list', {});
    const bastion = (groups as { name: string; security_group_id: string }[]).find(
      (g) => g.name === 'bastion',
    );
    const id = bastion!.security_group_id;
    const listed = (await rulesOf(id, bench)).find((rule) => rule.prefix_list_id !== undefined);
    const result = await remove(id, { rule_id: listed?.rule_id }, bench);
    expect(result).toMatchObject({
      status: 'removed',
      rules: [{ prefix_list_id: listed?.prefix_list_id }],
      warnings: [
        `tcp 22 from ${listed?.prefix_list_id} was not yours: others made it.`,
        'A rule whose source is no address cannot be put back by this program.',
      ],
      undo: [],
    });
  });

  const refused = async (args: object) => {
    const before = minimal.sandbox.requests.length;
    const report = await minimal.fail('whitelist_remove', { security_group_id: DEFAULT_VPC, ...args });
    expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
    expect(minimal.sandbox.requests).toHaveLength(before);
    return report;
  };

  it.each([
    [{ ip_address: '' }, 'Invalid ip_address: got ""'],
    [{ ip_address: ' ' }, 'Invalid ip_address: got " "'],
    [{ rule_id: '' }, 'Invalid rule_id: got ""'],
    [{ ip_address: '203.0.113.5', port: '' }, 'Invalid port: got ""'],
    [{ ip_address: '203.0.113.5', protocol: '' }, 'Invalid protocol: got ""'],
    [{ ip_address: '203.0.113.5', rule_id: '' }, 'Invalid rule_id: got ""'],
  ])('[remove.empty-selector] refuses %j', async (selector, words) => {
    expect((await refused(selector)).message).toContain(words);
  });

  it.each([{}, { port: 443 }, { port: 443, protocol: 'tcp' }, { description: 'Jo' }])(
    '[remove.no-selector] refuses %j',
    async (selector) => {
      const report = await refused(selector);
      expect(report.message).toBe('Nothing says which rule to remove: ip_address and rule_id are missing.');
      expect(report.missing).toEqual(['ip_address', 'rule_id']);
    },
  );

  it.each([
    { ip_address: null },
    { rule_id: null },
    { ip_address: null, rule_id: null },
    { ip_address: null, port: 443 },
    { ip_addresses: null, rule_id: null, port: null, protocol: null, holder: null },
  ])('[remove.null-selector] refuses %j', async (selector) => {
    expect((await refused(selector)).message).toMatch(/^Nothing says which rule to remove/);
  });

  it('[remove.null-selector] takes all ports of an address, and each is named, where the port is null', async () => {
    for (const port of [443, 8443]) await add(OTHER_VPC, { ip_address: '203.0.113.5', port });
    const answer = await remove(OTHER_VPC, { ip_address: '203.0.113.5', port: null, protocol: null });
    expect(inWords(answer['rules'])).toEqual(['203.0.113.5/32 tcp 443-443', '203.0.113.5/32 tcp 8443-8443']);
  });

  it('refuses two selectors at once, and a misspelt one', async () => {
    const both = await refused({ rule_id: 'sgr-0123', ip_address: '203.0.113.5' });
    expect(both.message).toContain('ip_address cannot be given too');
    const misspelt = await refused({ ip_address: '203.0.113.5', prot: 443 });
    expect(misspelt).toMatchObject({
      message: 'Unknown argument "prot".',
      guidance: [expect.stringContaining('port'), expect.anything()],
    });
  });
});
