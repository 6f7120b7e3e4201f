import { describe, expect, it, onTestFinished } from 'vitest';
import {
  startToolHarness,
  type ToolHarness,
  type ToolHarnessOptions,
} from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';
const ADD = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 8443 };

async function bench(security: object = {}, more: ToolHarnessOptions = {}): Promise<ToolHarness> {
  const made = await startToolHarness({ config: { security_settings: security }, ...more });
  onTestFinished(() => made.close());
  return made;
}

const rulesOf = async ({ call }: ToolHarness, group = GROUP) =>
  (await call('whitelist_list', { security_group_id: group }))['rules'];
const changes = ({ sandbox }: ToolHarness) =>
  sandbox.requests.filter(({ action }) => /^(Authorize|Revoke)/.test(action)).length;

describe('the defaults', () => {
  it('[guard.ordinary-work] let one address into a sensitive port in one call', async () => {
    const one = await bench();
    expect(await one.call('whitelist_add', { ...ADD, port: 'postgres' })).toMatchObject({ status: 'added' });
  });

  it.each([
    ['0.0.0.0/0', 443, 'allow_world_open'],
    ['::/0', 443, 'allow_world_open'],
    ['203.0.0.0/15', 443, 'min_prefix_length.ipv4'],
    ['2001:db8::/47', 443, 'min_prefix_length.ipv6'],
    ['203.0.112.0/23', 22, 'sensitive_ports'],
    ['203.0.112.0/23', '20-30', 'sensitive_ports'],
    ['2001:db8::/55', 'all', 'sensitive_ports'],
  ])(
    'refuse %s into %s, and say which setting decides and what would allow it',
    async (ip, port, setting) => {
      const one = await bench();
      const report = await one.fail('whitelist_add', { ...ADD, ip_address: ip, port });
      expect(report).toMatchObject({ code: 'refused_by_settings', outcome: 'not_done', retryable: false });
      expect(report.message).toMatch(/^Refused by the settings of this program: /);
      expect(report.guidance.join(' ')).toContain(`security_settings.${setting}`);
      expect(report.guidance.at(-1)).toContain('nothing in a call can');
      expect(changes(one)).toBe(0);
    },
  );

  it.each([
    ['10.0.0.0/8', 22],
    ['203.0.113.0/24', 22],
    ['198.51.0.0/16', 443],
    ['fd00::/8', 5432],
  ])('let %s into %s', async (ip_address, port) => {
    const one = await bench();
    expect(await one.call('whitelist_add', { ...ADD, ip_address, port })).toMatchObject({ status: 'added' });
  });
});

describe('settings', () => {
  it('[guard.explains] name the file that they stand in', async () => {
    const one = await bench({ allowed_ip_ranges: ['198.51.100.0/24'] });
    const report = await one.fail('whitelist_add', ADD);
    expect(report.guidance.join(' ')).toContain(
      'security_settings.allowed_ip_ranges decides this (in /home/jo/config.json)',
    );
  });

  it('allowed_security_groups by id cost no request, by name and tag one', async () => {
    const default_parameters = { report_coverage: false };
    const security_settings = { allowed_security_groups: [GROUP] };
    const grants = { sweep_after_change: false };
    const byId = await bench({}, { config: { default_parameters, grants, security_settings } });
    await byId.call('whitelist_add', ADD);
    expect(byId.sandbox.requests.filter(({ service }) => service === 'ec2')).toHaveLength(1);
    const byName = await bench({ allowed_security_groups: ['office-*'] });
    await byName.call('whitelist_add', ADD);
    expect(byName.sandbox.requests.filter(({ service }) => service === 'ec2')).toHaveLength(2);
    for (const pattern of ['web', 'tag:Environment=prod*', 'sg-123456']) {
      const other = await bench({ allowed_security_groups: [pattern] });
      for (const tool of ['whitelist_add', 'whitelist_remove'])
        expect(await other.fail(tool, ADD)).toMatchObject({ code: 'refused_by_settings' });
      expect(changes(other)).toBe(0);
    }
  });

  it('never refuse a removal for being wide', async () => {
    const open = await bench({ allow_world_open: true });
    await open.call('whitelist_add', { ...ADD, ip_address: '0.0.0.0/0' });
    const strict = await bench({ allowed_ip_ranges: ['10.0.0.0/8'], allowed_ports: [22] });
    const wide = { security_group_id: GROUP, ip_address: '0.0.0.0/0', port: 8443 };
    expect(await strict.call('whitelist_remove', wide)).toMatchObject({ status: 'not_found' });
  });

  it('max_rule_duration_hours bounds additions, and not removals', async () => {
    const one = await bench({ max_rule_duration_hours: 8 });
    expect(await one.fail('whitelist_add', { ...ADD, expires_in: 'never' })).toMatchObject({
      code: 'refused_by_settings',
    });
    expect(await one.fail('whitelist_add', { ...ADD, expires_in: '9h' })).toMatchObject({
      code: 'refused_by_settings',
    });
    expect(await one.call('whitelist_remove', ADD)).toMatchObject({ status: 'not_found' });
    expect(await one.call('whitelist_add', { ...ADD, expires_in: '8h' })).toMatchObject({ status: 'added' });
  });

  it('[guard.rate] rate_limit_per_minute counts changes, not questions', async () => {
    const one = await bench({ rate_limit_per_minute: 2 });
    await one.call('whitelist_add', ADD);
    await one.call('whitelist_check', ADD);
    await one.call('whitelist_remove', ADD);
    const report = await one.fail('whitelist_add', ADD);
    expect(report).toMatchObject({ code: 'rate_limited', retryable: true, outcome: 'not_done' });
    expect(report.message).toContain('rate_limit_per_minute allows 2 in a minute');
    expect(changes(one)).toBe(2);
  });
});

describe('a dry run', () => {
  it('shows the plan and changes nothing; its token makes exactly that change, once', async () => {
    const one = await bench();
    const before = await rulesOf(one);
    const planned = await one.call('whitelist_add', { ...ADD, dry_run: true });
    expect(planned).toMatchObject({
      status: 'planned',
      rules: [{ cidr: '203.0.113.7/32' }],
      would_remove: [],
    });
    expect(await rulesOf(one)).toEqual(before);
    const token = { plan_token: planned['plan_token'] };
    expect(await one.call('whitelist_add', { ...ADD, ...token })).toMatchObject({ status: 'added' });
    const again = await one.call('whitelist_add', { ...ADD, ...token });
    expect(again).toMatchObject({ status: 'planned', rules: [] });
    expect(String((again['warnings'] as string[]).at(-1))).toMatch(/^Nothing was changed: plan_token/);
    expect(changes(one)).toBe(1);
  });

  it('of what is there already plans nothing', async () => {
    const one = await bench();
    await one.call('whitelist_add', ADD);
    expect(await one.call('whitelist_add', { ...ADD, dry_run: true })).toMatchObject({
      status: 'planned',
      rules: [],
    });
  });

  it('of a removal tells what would go, and its token is not good for more', async () => {
    const one = await bench();
    await one.call('whitelist_add', ADD);
    const all = { security_group_id: GROUP, ip_address: '203.0.113.7' };
    const planned = await one.call('whitelist_remove', { ...all, dry_run: true });
    expect(planned).toMatchObject({ status: 'planned', would_remove: [{ from_port: 8443 }] });
    await one.call('whitelist_add', { ...ADD, port: 8444 });
    const stale = await one.call('whitelist_remove', { ...all, plan_token: planned['plan_token'] });
    expect(stale).toMatchObject({ status: 'planned' });
    expect(stale['would_remove']).toHaveLength(2);
    expect(await one.call('whitelist_check', ADD)).toMatchObject({ allowed: true });
  });

  it('is refused like the change itself, and its token widens nothing', async () => {
    const one = await bench();
    const wide = { ...ADD, ip_address: '0.0.0.0/0' };
    expect(await one.fail('whitelist_add', { ...wide, dry_run: true })).toMatchObject({
      code: 'refused_by_settings',
    });
    const planned = await one.call('whitelist_add', { ...ADD, dry_run: true });
    const report = await one.fail('whitelist_add', { ...wide, plan_token: planned['plan_token'] });
    expect(report).toMatchObject({ code: 'refused_by_settings' });
  });
});

describe('consent', () => {
  const two = async (one: ToolHarness) => {
    await one.call('whitelist_add', ADD);
    await one.call('whitelist_add', { ...ADD, port: 8444 });
  };
  const all = { security_group_id: GROUP, ip_address: '203.0.113.7' };

  it('[consent.risky] is needed to remove more than one rule at once; without anybody to ask nothing changes', async () => {
    const one = await bench();
    await two(one);
    const before = await rulesOf(one);
    const report = await one.fail('whitelist_remove', all);
    expect(report).toMatchObject({ code: 'consent_required', outcome: 'not_done' });
    expect(report.guidance.slice(0, 2)).toEqual([
      'Would be removed: tcp 8443 from 203.0.113.7/32.',
      'Would be removed: tcp 8444 from 203.0.113.7/32.',
    ]);
    expect(await rulesOf(one)).toEqual(before);
  });

  it("is not in a plan's token, however fresh", async () => {
    const one = await bench();
    await two(one);
    const planned = await one.call('whitelist_remove', { ...all, dry_run: true });
    expect(JSON.stringify(planned['warnings'])).toContain('A person will have to approve it');
    const token = { plan_token: planned['plan_token'] };
    expect(await one.fail('whitelist_remove', { ...all, ...token })).toMatchObject({
      code: 'consent_required',
    });
  });

  it('is asked for before an addition where the entry of its port says so', async () => {
    const one = await bench({ sensitive_ports: [{ port: 5432, confirm: true }] });
    expect(await one.fail('whitelist_add', { ...ADD, port: 5432 })).toMatchObject({
      code: 'consent_required',
    });
    expect(await one.fail('whitelist_add', { ...ADD, port: '5000-6000' })).toMatchObject({
      code: 'consent_required',
    });
    expect(await one.call('whitelist_add', ADD)).toMatchObject({ status: 'added' });
  });

  it('"always" asks before each change, "never" before none', async () => {
    const always = await bench({ confirm: 'always' });
    expect(await always.fail('whitelist_add', ADD)).toMatchObject({ code: 'consent_required' });
    expect(await always.call('whitelist_remove', ADD)).toMatchObject({ status: 'not_found' });
    const never = await bench({ confirm: 'never' });
    await two(never);
    expect(await never.call('whitelist_remove', all)).toMatchObject({ status: 'removed' });
  });
});
