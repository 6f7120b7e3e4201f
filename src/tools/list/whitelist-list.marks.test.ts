import { afterAll, describe, expect, it } from 'vitest';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { parseCidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { SENSITIVE_PORTS } from '#core/policy/ports.ts';
import { parseTraffic } from '#core/network/traffic.ts';
import { toMarkedTable, markRules, formatMerges, type MarkedRule } from './rule-marks.ts';
import { whitelistList } from './whitelist-list.ts';

const admin = await startToolHarness({ key: (s) => s.keys.admin });
afterAll(() => admin.close());

const GROUP = 'sg-0123abcd';
const NOW = new Date('2026-11-23T12:00Z');
const rule = (cidr: string, port: number | string, description = 'of mine'): IngressRule => ({
  source: { kind: 'cidr', cidr: parseCidr(cidr).cidr },
  traffic: parseTraffic({ port, protocol: 'tcp' }),
  description,
  ruleId: null,
});
const mark = (...rules: IngressRule[]) => markRules(rules, SENSITIVE_PORTS, NOW);

describe('whitelist_list marks', () => {
  it('[list.shadowed] [list.merges] what a wider rule lets in, and what could be one rule', async () => {
    const before = await admin.call('whitelist_list', { security_group_id: GROUP });
    expect(before).not.toHaveProperty('merges');
    for (const [ip_address, port] of [
      ['192.0.2.44', 443],
      ['203.0.113.8/31', 8000],
      ['203.0.113.10/31', 8000],
    ])
      await admin.call('whitelist_add', { security_group_id: GROUP, ip_address, port });
    const { result, view } = await whitelistList.call(
      { security_group_id: GROUP },
      admin.runtime.toolContext(),
    );
    const shadowed = (result['rules'] as MarkedRule[]).filter((one) => one.shadowed_by !== undefined);
    expect(shadowed).toMatchObject([
      { cidr: '192.0.2.44/32', from_port: 443, shadowed_by: ['tcp 443 from 192.0.2.0/24'] },
    ]);
    const words =
      'tcp 8000 from 203.0.113.8/31 and tcp 8000 from 203.0.113.10/31 could be one rule: tcp 8000 from 203.0.113.8/30, held by jo (no end)';
    expect(result['merges']).toEqual([words]);
    expect(view.notes[0]).toBe(`${words}.`);
    expect(view.table?.columns).toEqual([
      'SOURCE',
      'PROTOCOL',
      'PORTS',
      'RULE ID',
      'HELD BY',
      'NOTE',
      'DESCRIPTION',
    ]);
    expect(view.table?.rows.map((row) => row[5]).filter(Boolean)).toEqual([
      'shadowed by tcp 443 from 192.0.2.0/24',
    ]);
  });

  it('[list.open-to-world] what every address may reach', async () => {
    const groups = (await admin.call('whitelist_list', {}))['groups'] as {
      name: string;
      security_group_id: string;
    }[];
    const web = groups.find((one) => one.name === 'web');
    const listed = await admin.call('whitelist_list', { security_group_id: web?.security_group_id });
    const rules = listed['rules'] as MarkedRule[];
    expect(rules.map((one) => one.open_to_world)).toEqual([true, true, true, true]);
    // What the web is for is no warning.
    expect(listed['warnings']).toEqual([]);
  });
});

describe('the marks of rules', () => {
  it('[list.open-to-world] warn of sensitive ports, and of no others', () => {
    expect(mark(rule('0.0.0.0/0', '20-22'), rule('::/0', 443), rule('0.0.0.0/1', 22)).warnings).toEqual([
      'tcp 20-22 from 0.0.0.0/0 opens SSH to every address in the world.',
    ]);
  });

  it('are left out where there are none, and so is their column', () => {
    const { rules, merges, warnings } = mark(rule('10.0.0.1', 22), rule('10.0.0.9', 22));
    expect(rules.map((one) => Object.keys(one).filter((key) => /open|shadow/.test(key)))).toEqual([[], []]);
    expect([merges, warnings]).toEqual([[], []]);
    expect(toMarkedTable(rules).columns).toEqual(['SOURCE', 'PROTOCOL', 'PORTS', 'DESCRIPTION']);
  });

  it('stand together in one column, before the description', () => {
    const rules = mark(
      rule('10.0.0.0/8', 22),
      rule('10.0.0.0/9', 'all'),
      rule('10.128.0.0/9', '1-100'),
      rule('0.0.0.0/0', 443),
      rule('0.0.0.0/0', '443-444'),
    ).rules;
    const table = toMarkedTable(rules);
    expect(table.columns).toEqual(['SOURCE', 'PROTOCOL', 'PORTS', 'NOTE', 'DESCRIPTION']);
    expect(table.rows.map((row) => row.slice(3))).toEqual([
      ['shadowed by tcp all ports from 10.0.0.0/9 and 1 more', 'of mine'],
      ['', 'of mine'],
      ['', 'of mine'],
      ['open to the world; shadowed by tcp 443-444 from 0.0.0.0/0', 'of mine'],
      ['open to the world', 'of mine'],
    ]);
  });

  it('[list.merges] name the share that the one rule would need, and propose nothing of what has expired', () => {
    const pair = (shares: string) =>
      mark(...['10.0.0.0', '10.0.0.1'].map((ip) => rule(ip, 22, `[awswhitelist:1 ${shares}]`))).merges;
    const words =
      'tcp 22 from 10.0.0.0/32 and tcp 22 from 10.0.0.1/32 could be one rule: tcp 22 from 10.0.0.0/31';
    expect(pair('jo')).toEqual([`${words}, held by jo (no end)`]);
    expect(pair('jo until 2026-11-23T12:01Z (x)')).toEqual([`${words}, held by jo until 2026-11-23T12:01Z`]);
    expect(pair('jo until 2026-11-23T12:00Z')).toEqual([]);
    expect(pair('jo; ann')).toEqual([]);
  });

  it('are told of the rules that are shown alone, beside all others', () => {
    const rules = [rule('0.0.0.0/0', 22), rule('10.0.0.1', 22), rule('10.0.0.0', 23), rule('10.0.0.1', 23)];
    const { rules: shown, keys, ...rest } = markRules(rules, SENSITIVE_PORTS, NOW, (one) => one === rules[1]);
    expect(keys).toEqual(['cidr 10.0.0.1/32 tcp 22 22']);
    expect(shown).toMatchObject([{ cidr: '10.0.0.1/32', shadowed_by: ['tcp 22 from 0.0.0.0/0'] }]);
    expect(rest).toEqual({ merges: [], warnings: [] });
  });

  it('say first that nobody holds a rule any more', () => {
    const over = rule('0.0.0.0/0', 443, '[awswhitelist:1 jo until 2026-11-23T11:58Z]');
    const live = rule('::/0', 443, '[awswhitelist:1 jo until 2026-11-23T11:58Z; ann]');
    expect(toMarkedTable(mark(over, live).rules).rows.map((row) => row[4])).toEqual([
      'expired: a sweep removes it; open to the world',
      'open to the world',
    ]);
  });

  it('tell people no more than ten proposals', () => {
    const texts = Array.from({ length: 12 }, (_, i) => `proposal ${i}`);
    expect(formatMerges(texts.slice(0, 10))).toHaveLength(10);
    expect(formatMerges(texts).slice(9)).toEqual(['proposal 9.', '2 more could be put together.']);
  });
});
