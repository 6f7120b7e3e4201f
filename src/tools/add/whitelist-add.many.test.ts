import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createToolCalls } from '#test/support/harness/tool-calls.ts';
import { startProcess, startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';

const EMPTY = 'sg-0123abcd';
const OTHER = 'sg-123456';

let bench: ToolHarness;
beforeEach(async () => {
  // An undo of several rules would otherwise ask a person.
  bench = await startToolHarness({ config: { security_settings: { confirm: 'never' } } });
});
afterEach(() => bench.close());

const addresses = (count: number) => Array.from({ length: count }, (_, i) => `203.0.113.${i + 1}`);
const rulesIn = async (group: string) =>
  (await bench.call('whitelist_list', { security_group_id: group }))['rules'] as ChangedRule[];
const ec2 = () => bench.sandbox.requests.filter(({ service }) => service === 'ec2').length;
const states = (result: Record<string, unknown>) =>
  (result['rules'] as ChangedRule[]).map(({ cidr, from_port, state }) => [cidr, from_port, state]);

describe('many addresses in one call', () => {
  it('[many.fewest-calls] of sixty, cost two requests: one look and one addition', async () => {
    const before = (await rulesIn(EMPTY)).length;
    const spent = ec2();
    const result = await bench.call('whitelist_add', {
      security_group_id: EMPTY,
      ip_addresses: addresses(60 - before),
      port: 8443,
    });
    expect(ec2() - spent).toBe(2);
    expect(result).toMatchObject({ status: 'added', security_group_id: EMPTY });
    expect(await rulesIn(EMPTY)).toHaveLength(60);
  });

  it('[many.repeat-finishes] adds what is missing, tells what is there, and its undo takes back only its own', async () => {
    const call = { security_group_id: EMPTY, ip_addresses: addresses(3), port: [443, 8443] };
    await bench.call('whitelist_add', { security_group_id: EMPTY, ip_address: '203.0.113.2', port: 443 });
    const before = await rulesIn(EMPTY);
    const result = await bench.call('whitelist_add', call);
    expect(states(result)).toEqual([
      ['203.0.113.1/32', 443, 'added'],
      ['203.0.113.1/32', 8443, 'added'],
      ['203.0.113.2/32', 8443, 'added'],
      ['203.0.113.3/32', 443, 'added'],
      ['203.0.113.3/32', 8443, 'added'],
      ['203.0.113.2/32', 443, 'already_present'],
    ]);
    expect(await bench.call('whitelist_add', call)).toMatchObject({ status: 'already_present', undo: [] });
    for (const { tool, arguments: args } of result['undo'] as { tool: string; arguments: object }[])
      await bench.call(tool, args);
    expect(await rulesIn(EMPTY)).toEqual(before);
  });

  it('of both families go as one addition, repeats once', async () => {
    const result = await bench.call('whitelist_add', {
      security_group_id: EMPTY,
      ip_addresses: ['203.0.113.7', '2001:db8::/64', '203.0.113.7/32', '203.0.113.0/29'],
      port: 'https',
    });
    expect(states(result).map(([cidr]) => cidr)).toEqual([
      '203.0.113.7/32',
      '2001:db8::/64',
      '203.0.113.0/29',
    ]);
    expect(result['warnings']).toEqual([
      'Given more than once, counted once: 203.0.113.7/32.',
      'tcp 443 from 203.0.113.7/32 and tcp 443 from 203.0.113.0/29 overlap; both were asked for.',
    ]);
    expect(bench.sandbox.requests.filter(({ action }) => /^Authorize/.test(action))).toHaveLength(1);
  });

  it.each([
    [{ ip_addresses: [] }, 'expected an IPv4 or IPv6 address'],
    [{ ip_address: '203.0.113.7', ip_addresses: ['203.0.113.8'] }, 'Several addresses go into ip_addresses.'],
    [{ ip_addresses: ['203.0.113.7', 'home'] }, 'ip_addresses[1]'],
    [
      { ip_addresses: addresses(254).flatMap((one) => [one, one.replace('203', '198')]), port: [1, 2] },
      '1000',
    ],
    [{ ip_addresses: ['203.0.113.7'], families: '4' }, 'ip_address "current" with families "4"'],
    [
      { ip_address: '203.0.113.7', security_group_id: undefined, targets: [] },
      'Nothing says which security group is meant',
    ],
    [{ ip_address: '203.0.113.7', target: 'web' }, 'Several places go into targets.'],
  ])('refuses %j before anything is asked', async (more, words) => {
    const report = await bench.fail('whitelist_add', { security_group_id: EMPTY, port: 443, ...more });
    expect(report.code).toBe('invalid_input');
    expect(JSON.stringify(report).replaceAll('\\"', '"')).toContain(words);
    expect(bench.sandbox.requests).toEqual([]);
  });
});

describe('several groups in one call', () => {
  it('[many.groups] are each changed, and each rule says its own', async () => {
    const result = await bench.call('whitelist_add', {
      targets: [EMPTY, OTHER, EMPTY],
      ip_addresses: addresses(2),
      port: 8443,
    });
    expect(result).toMatchObject({ status: 'added', security_group_ids: [EMPTY, OTHER] });
    expect((result['rules'] as ChangedRule[]).map((rule) => [rule.security_group_id, rule.cidr])).toEqual([
      [EMPTY, '203.0.113.1/32'],
      [EMPTY, '203.0.113.2/32'],
      [OTHER, '203.0.113.1/32'],
      [OTHER, '203.0.113.2/32'],
    ]);
    for (const group of [EMPTY, OTHER])
      expect((await rulesIn(group)).filter((rule) => rule.from_port === 8443)).toHaveLength(2);
  });

  it('[many.nothing-half-done] change nothing where one of them is not there', async () => {
    const before = await rulesIn(EMPTY);
    const report = await bench.fail('whitelist_add', {
      targets: [EMPTY, 'sg-0404040404'],
      ip_address: '203.0.113.7',
      port: 8443,
    });
    expect(report).toMatchObject({ code: 'group_not_found', outcome: 'not_done' });
    expect(await rulesIn(EMPTY)).toEqual(before);
  });

  it('in two regions are reached by their ARNs', async () => {
    const paris = 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0e1a0001';
    const known = await bench.call('whitelist_list', { region: 'eu-west-1' });
    const [first] = known['groups'] as { security_group_id: string }[];
    const result = await bench.call('whitelist_add', {
      targets: [EMPTY, paris.replace('sg-0e1a0001', first?.security_group_id ?? '')],
      ip_address: '203.0.113.7',
      port: 8443,
    });
    expect((result['rules'] as ChangedRule[]).map(({ region }) => region)).toEqual([
      'us-east-1',
      'eu-west-1',
    ]);
  });

  it('are shown as one plan, and made as that', async () => {
    const call = { targets: [EMPTY, OTHER], ip_address: '203.0.113.7', port: 8443 };
    const plan = await bench.call('whitelist_add', { ...call, dry_run: true });
    expect(plan).toMatchObject({ status: 'planned', security_group_ids: [EMPTY, OTHER] });
    expect(plan['rules']).toHaveLength(2);
    const made = await bench.call('whitelist_add', { ...call, plan_token: plan['plan_token'] });
    expect(made).toMatchObject({ status: 'added' });
  });
});

describe('what is let in already', () => {
  it('[coverage.reported] by a wider rule is told, and the exact rule made all the same', async () => {
    await bench.call('whitelist_add', {
      security_group_id: EMPTY,
      ip_address: '203.0.113.0/24',
      port: '1-9000',
    });
    const result = await bench.call('whitelist_add', {
      security_group_id: EMPTY,
      ip_address: '203.0.113.7',
      port: 8443,
    });
    expect(result).toMatchObject({
      status: 'added',
      warnings: [
        'tcp 8443 from 203.0.113.7/32 is already allowed by tcp 1-9000 from 203.0.113.0/24; it has its own rule all the same.',
      ],
    });
    const many = await bench.call('whitelist_add', {
      security_group_id: EMPTY,
      ip_addresses: addresses(6),
      port: 8080,
    });
    expect(many['warnings']).toHaveLength(6);
    expect(many['warnings']).toContain('1 more are allowed by wider rules.');
  });
});

describe('targets', () => {
  const targets = { key: (sandbox: ToolHarness['sandbox']) => sandbox.keys.admin };

  it('[target.port-filled] fill in the port at which they answer, and say so', async () => {
    const one = await startToolHarness({ ...targets, config: {} });
    const result = await one.call('whitelist_add', { target: 'staging-db', ip_address: '203.0.113.7' });
    expect(result).toMatchObject({ status: 'added', rules: [{ from_port: 5432, protocol: 'tcp' }] });
    expect(result['warnings']).toEqual([
      'database staging-db cannot be reached from the internet: for an address out there, this rule alone will not help. It does for one that comes through a VPN, peering or the same network.',
      'Port 5432 was used: database staging-db answers there.',
    ]);
    await one.close();
  });

  it('[address.private-warned] that face the internet warn of private addresses', async () => {
    const one = await startToolHarness({ ...targets, config: {} });
    const result = await one.call('whitelist_add', { target: 'shop', ip_address: '10.1.2.3', port: 443 });
    expect(result).toMatchObject({ status: 'added' });
    expect((result['warnings'] as string[]).join(' ')).toContain('10.1.2.3/32: private');
    await one.close();
  });

  it('with several groups change none, and list them', async () => {
    const one = await startToolHarness({ ...targets, config: {} });
    const report = await one.fail('whitelist_add', {
      target: 'ec2:bastion',
      ip_address: '203.0.113.7',
      port: 22,
    });
    expect(report).toMatchObject({ code: 'ambiguous_target', outcome: 'not_done' });
    await one.close();
  });
});

describe('several rules', () => {
  const both = { security_group_id: 'sg-0123abcd', ip_addresses: ['203.0.113.7', '203.0.113.8'], port: 8443 };
  const one = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 8443 };

  it.each([
    ['one of them', both],
    ['all of them', { ...both, ip_addresses: ['203.0.113.7', '203.0.113.9'] }],
  ])('are sent where a stale read showed %s to be there', async (_which, call) => {
    await bench.call('whitelist_add', { ...both, ip_addresses: ['203.0.113.7', '203.0.113.9'] });
    // Another process takes one away, and the next read does not show it yet.
    const other = startProcess(bench.sandbox, { key: ({ keys }) => keys.admin });
    onTestFinished(() => other.runtime.close());
    await createToolCalls(other.runtime).call('whitelist_remove', one);
    await bench.sandbox.setFaults([{ action: 'Describe*', call: 1, fault: { kind: 'stale', reads: 1 } }]);
    expect(await bench.call('whitelist_add', call)).toMatchObject({ status: 'added' });
    const { rules } = await bench.call('whitelist_list', { security_group_id: one.security_group_id });
    const cidrs = (rules as readonly { readonly cidr: string }[]).map(({ cidr }) => cidr);
    for (const address of call.ip_addresses) expect(cidrs).toContain(`${address}/32`);
  });

  it.each(['RequestExpired', 'ExpiredToken', 'RequestTimeTooSkewed', 'AuthFailure', 'SignatureDoesNotMatch'])(
    'are not done where AWS refuses the request with %s',
    async (code) => {
      const fault = { kind: 'error', code, status: 400 };
      await bench.sandbox.setFaults([
        { action: 'Authorize*', call: '*', fault },
        { action: 'Describe*', call: 2, fault },
      ]);
      expect(await bench.fail('whitelist_add', both)).toMatchObject({
        code: 'invalid_credentials',
        outcome: 'not_done',
      });
    },
  );
});
