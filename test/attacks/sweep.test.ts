import { describe, expect, it, onTestFinished } from 'vitest';
import { seedRule } from '#test/support/sandbox/seed-rule.ts';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

/** A note that somebody wrote by hand on a rule that was to stay: its end is past. */
const FORGED = 'prod [awswhitelist:1 jo until 2020-01-01T00:00Z]';
const GROUP = 'sg-0123abcd';

/** Rules that this program does not make under these settings; a forged note on them is told of. */
const LEFT: readonly (readonly [rule: string, settings: object])[] = [
  ['tcp 443-443 0.0.0.0/0', {}],
  ['tcp 443-443 ::/0', {}],
  ['tcp 443-443 0.0.0.0/1', {}],
  ['tcp 443-443 203.0.0.0/15', {}],
  ['tcp 443-443 2001:db8::/47', {}],
  ['tcp 22-22 203.0.112.0/23', {}],
  ['tcp 0-65535 203.0.112.0/23', {}],
  ['-1 203.0.112.0/23', {}],
  ['tcp 7443-7443 203.0.113.7/32', { allowed_ports: [443] }],
  ['tcp 7443-7443 203.0.113.7/32', { allowed_ip_ranges: ['198.51.100.0/24'] }],
  ['tcp 7443-7443 203.0.113.0/24', { min_prefix_length: { ipv4: 32 } }],
];

/** Rules that it makes: their notes are taken at their word. */
const SWEPT: readonly (readonly [rule: string, settings: object])[] = [
  ['tcp 22-22 203.0.113.7/32', {}],
  ['tcp 22-22 203.0.113.0/24', {}],
  ['tcp 22-22 10.0.0.0/8', {}],
  ['tcp 443-443 203.0.0.0/16', {}],
  ['tcp 443-443 0.0.0.0/0', { allow_world_open: true }],
  ['tcp 7443-7443 203.0.113.7/32', { max_rule_duration_hours: 1 }],
];

async function bench(rule: string, settings: object): Promise<ToolHarness> {
  const made = await startToolHarness({
    config: { security_settings: settings },
    key: ({ keys }) => keys.admin,
    pause: () => Promise.resolve(),
  });
  onTestFinished(() => made.close());
  await seedRule(made.sandbox, GROUP, rule, FORGED);
  return made;
}

async function isThere({ sandbox }: ToolHarness): Promise<boolean> {
  const group = (await sandbox.state()).regions[sandbox.region]?.groups.find(({ id }) => id === GROUP);
  return group?.rules.some(({ description }) => description === FORGED) === true;
}

/** A removal of a rule that there is, so that the group is swept after it. */
async function change(one: ToolHarness) {
  await seedRule(one.sandbox, GROUP, 'tcp 8081-8081 203.0.113.99/32', '[awswhitelist:1 jo]');
  return one.call('whitelist_remove', { security_group_id: GROUP, ip_address: '203.0.113.99', port: 8081 });
}

const WAYS: readonly (readonly [string, (one: ToolHarness) => Promise<Record<string, unknown>>])[] = [
  ['a sweep', (one) => one.call('whitelist_sweep', { security_group_id: GROUP })],
  ['the sweep after a change', change],
];

describe.each(WAYS)('%s', (_way, sweep) => {
  it.each(LEFT)('[sweep.doubtful] leaves %s under %j, and says so', async (rule, settings) => {
    const one = await bench(rule, settings);
    const { warnings } = await sweep(one);
    expect(await isThere(one)).toBe(true);
    expect(String(warnings)).toContain('was left, although its note says that it has expired');
  });

  it.each(SWEPT)('takes %s under %j', async (rule, settings) => {
    const one = await bench(rule, settings);
    const { warnings } = await sweep(one);
    expect(await isThere(one)).toBe(false);
    expect(String(warnings)).not.toContain('was left');
  });
});

it('a dry run tells of it too, and whitelist_remove takes it away', async () => {
  const one = await bench('tcp 443-443 0.0.0.0/0', { confirm: 'never' });
  const planned = await one.call('whitelist_sweep', { security_group_id: GROUP, dry_run: true });
  expect(planned).toMatchObject({ status: 'planned', would_remove: [] });
  expect(String(planned['warnings'])).toContain('was left, although');
  const gone = await one.call('whitelist_remove', {
    security_group_id: GROUP,
    ip_address: '0.0.0.0/0',
    port: 443,
  });
  expect(gone).toMatchObject({ status: 'removed' });
});
