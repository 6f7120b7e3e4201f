import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 8443 };
/** All its rules were made by others. */
const FOREIGN_GROUP = 'sg-123456';

let bench: ToolHarness;
beforeEach(async () => {
  bench = await startToolHarness({ key: ({ keys }) => keys.admin });
});
afterEach(() => bench.close());

const endIn = (minutes: number) => new Date(Math.ceil(Date.now() / 60_000 + minutes) * 60_000).getTime();
const endOf = (result: Record<string, unknown>) =>
  Date.parse((result['grant'] as { readonly expires_at: string }).expires_at);
const near = (end: number, minutes: number) => {
  expect(Math.abs(end - endIn(minutes))).toBeLessThanOrEqual(60_000);
};

describe('the grant of an answer', () => {
  it('[grant.in-force] is the one that lasts longer, where that was there already', async () => {
    await bench.call('whitelist_add', { ...RULE, expires_in: '3h' });
    const result = await bench.call('whitelist_add', { ...RULE, expires_in: '30m' });
    expect(result).toMatchObject({ status: 'already_present', grant: { holder: 'jo', in_force: 'longer' } });
    near(endOf(result), 180);
    expect(String(result['warnings'])).toMatch(/not shortened, yours until .*shorten: true/);
  });

  it('has the reason that stays, and no end where there was none', async () => {
    await bench.call('whitelist_add', { ...RULE, reason: 'on call' });
    const result = await bench.call('whitelist_add', { ...RULE, expires_in: '1h', reason: 'other' });
    expect(result['grant']).toEqual({
      holder: 'jo',
      reason: 'on call',
      expires_at: null,
      in_force: 'longer',
      ends: [],
    });
  });

  it('is as it was, where the call says no end', async () => {
    await bench.call('whitelist_add', { ...RULE, expires_in: '3h' });
    const result = await bench.call('whitelist_add', RULE);
    expect(result).toMatchObject({ status: 'already_present', grant: { in_force: 'as_requested' } });
    near(endOf(result), 180);
  });

  it('is told for both, where some rules had a longer one', async () => {
    await bench.call('whitelist_add', { ...RULE, expires_in: '3h' });
    const both = { ...RULE, ip_address: undefined, ip_addresses: ['203.0.113.7', '203.0.113.8'] };
    const result = await bench.call('whitelist_add', { ...both, expires_in: '30m' });
    expect(result).toMatchObject({ status: 'added', grant: { in_force: 'partly' } });
    near(endOf(result), 30);
  });

  it.each([{}, { dry_run: true }])('is said of a plan too: %j', async (more) => {
    await bench.call('whitelist_add', { ...RULE, expires_in: '3h' });
    const result = await bench.call('whitelist_add', { ...RULE, expires_in: '30m', ...more });
    expect(result).toMatchObject({ grant: { in_force: 'longer' } });
    near(endOf(result), 180);
  });

  it.each([{}, { expires_in: '1h' }, { expires_in: '1h', dry_run: true }])(
    'is none on a rule that others made: %j',
    async (more) => {
      const list = await bench.call('whitelist_list', { security_group_id: FOREIGN_GROUP });
      const rules = list['rules'] as readonly Record<string, unknown>[];
      const rule = rules.find(({ holders, cidr, from_port: from, to_port: to, protocol }) =>
        Boolean(holders === undefined && cidr && from !== null && from === to && protocol === 'tcp'),
      );
      const call = {
        security_group_id: FOREIGN_GROUP,
        ip_address: rule?.['cidr'],
        port: rule?.['from_port'],
      };
      const result = await bench.call('whitelist_add', { ...call, ...more });
      expect(result).not.toHaveProperty('grant');
      expect(String(result['warnings'])).toContain('there already; not ours, has no end');
    },
  );
});

describe('shorten', () => {
  const shorter = { ...RULE, expires_in: '1h', shorten: true };

  it('[grant.shorten] brings one’s own end forward', async () => {
    await bench.call('whitelist_add', { ...RULE, expires_in: '3h', reason: 'on call' });
    const result = await bench.call('whitelist_add', shorter);
    expect(result).toMatchObject({
      status: 'shortened',
      rules: [{ state: 'shortened', holders: [{ holder: 'jo', reason: 'on call' }] }],
      grant: { in_force: 'as_requested' },
    });
    near(endOf(result), 60);
    expect(await bench.call('whitelist_add', shorter)).toMatchObject({ status: 'already_present' });
  });

  it('gives an end to what had none, and leaves what others hold', async () => {
    await bench.call('whitelist_add', RULE);
    await bench.call('whitelist_add', { ...RULE, holder: 'ann' });
    await bench.call('whitelist_add', shorter);
    const { rules } = await bench.call('whitelist_list', { security_group_id: GROUP });
    const rule = (rules as readonly Record<string, unknown>[]).find(({ holders }) => holders !== undefined);
    expect(rule?.['holders']).toEqual([
      expect.objectContaining({ holder: 'jo', expires_at: expect.any(String) as string }),
      expect.objectContaining({ holder: 'ann', expires_at: null }),
    ]);
  });

  it('adds what is not there, and never lengthens by itself', async () => {
    expect(await bench.call('whitelist_add', shorter)).toMatchObject({ status: 'added' });
    expect(await bench.call('whitelist_add', { ...shorter, expires_in: '2h' })).toMatchObject({
      status: 'extended',
    });
  });

  it('wants the end', async () => {
    const report = await bench.fail('whitelist_add', { ...RULE, shorten: true });
    expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
    expect(report.message).toContain('shorten');
  });
});
