import { describe, expect, it, onTestFinished } from 'vitest';
import { seedRule } from '#test/support/sandbox/seed-rule.ts';
import { whitelistAdd } from '#tools/add/whitelist-add.ts';
import {
  startToolHarness,
  type ToolHarness,
  type ToolHarnessOptions,
} from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';
const OTHER = 'sg-123456';
const HOUR = 3_600;

async function bench(options: ToolHarnessOptions = {}): Promise<ToolHarness> {
  const started = await startToolHarness({
    ...options,
    key: ({ keys }) => keys.admin,
    sandbox: { anySignatureAge: true, ...options.sandbox },
  });
  onTestFinished(() => started.close());
  return started;
}

/** Where expired rules stay until they are swept. */
const LEFT_ALONE = { config: { grants: { sweep_after_change: false } } };

const add = ({ call }: ToolHarness, last: number, more: object = {}) =>
  call('whitelist_add', { security_group_id: GROUP, ip_address: `203.0.113.${last}`, port: 22, ...more });

async function addresses({ sandbox }: ToolHarness, group = GROUP): Promise<string[]> {
  const { regions } = await sandbox.state();
  const rules = Object.values(regions)
    .flatMap(({ groups }) => groups)
    .find(({ id }) => id === group)?.rules;
  return (rules ?? [])
    .flatMap(({ source, egress }) => (!egress && 'cidr' in source ? [source.cidr] : []))
    .sort();
}

const sweep = ({ call }: ToolHarness, args: object = { security_group_id: GROUP }) =>
  call('whitelist_sweep', args);
const changesIn = ({ sandbox }: ToolHarness) =>
  sandbox.requests.filter(({ action }) => /^(Revoke|Authorize|Update|Modify)/.test(action)).length;

describe('whitelist_sweep', () => {
  it('[grant.sweep] removes what nobody has a right to any more, after the grace, and nothing else', async () => {
    const here = await bench(LEFT_ALONE);
    const before = await addresses(here);
    await seedRule(here.sandbox, GROUP, 'tcp 22-22 203.0.113.50/32');
    await add(here, 1, { expires_in: '1h' });
    await add(here, 2, { expires_in: '3h' });
    await add(here, 3);
    await add(here, 4, { expires_in: '1h' });
    await add(here, 4, { expires_in: '3h', holder: 'ann' });
    here.sandbox.advanceClock(HOUR + 60);
    expect(await sweep(here)).toMatchObject({ status: 'not_found', rules: [] });
    here.sandbox.advanceClock(180);
    const swept = await sweep(here);
    expect(swept).toMatchObject({ status: 'removed', rules: [{ cidr: '203.0.113.1/32' }], undo: [] });
    expect(await sweep(here)).toMatchObject({ status: 'not_found' });
    const left = [2, 3, 4, 50].map((last) => `203.0.113.${last}/32`);
    expect(await addresses(here)).toEqual([...before, ...left].sort());
    here.sandbox.advanceClock(3 * HOUR);
    expect(await sweep(here)).toMatchObject({ status: 'removed', rules: [{}, {}] });
    expect(await addresses(here)).toEqual([...before, '203.0.113.3/32', '203.0.113.50/32'].sort());
  });

  it('[grant.sweep-groups] goes where it is told, else where the config file says, else nowhere', async () => {
    const nowhere = await bench(LEFT_ALONE);
    const report = await nowhere.fail('whitelist_sweep', {});
    expect(report).toMatchObject({
      code: 'invalid_input',
      missing: ['security_group_id', 'target', 'targets'],
    });
    expect(nowhere.sandbox.requests).toEqual([]);
    const listed = await bench({
      config: { grants: { sweep_groups: ['office-access', OTHER], sweep_after_change: false } },
    });
    for (const security_group_id of [GROUP, OTHER])
      await add(listed, 9, { security_group_id, expires_in: '1h' });
    listed.sandbox.advanceClock(2 * HOUR);
    const swept = await sweep(listed, {});
    expect(swept).toMatchObject({ status: 'removed', security_group_ids: [GROUP, OTHER] });
    expect(await addresses(listed)).not.toContain('203.0.113.9/32');
    expect(await addresses(listed, OTHER)).not.toContain('203.0.113.9/32');
  });

  it('asks nobody for what was agreed to end, unless every change is to be confirmed; a plan changes nothing', async () => {
    const risky = await bench(LEFT_ALONE);
    for (const last of [1, 2, 3]) await add(risky, last, { expires_in: '1h' });
    risky.sandbox.advanceClock(2 * HOUR);
    const before = changesIn(risky);
    expect(await sweep(risky, { security_group_id: GROUP, dry_run: true })).toMatchObject({
      status: 'planned',
      would_remove: [{}, {}, {}],
    });
    expect(changesIn(risky)).toBe(before);
    expect(await sweep(risky)).toMatchObject({ status: 'removed', rules: [{}, {}, {}] });
    const always = await bench({ config: { security_settings: { confirm: 'always' } } });
    const note = '[awswhitelist:1 jo until 2020-01-01T00:00Z]';
    await seedRule(always.sandbox, GROUP, 'tcp 22-22 203.0.113.51/32', note);
    expect(await always.fail('whitelist_sweep', { security_group_id: GROUP })).toMatchObject({
      code: 'consent_required',
    });
  });

  it('reads the group right before it revokes: who extended meanwhile keeps their share', async () => {
    let extend: (() => Promise<unknown>) | null = null;
    const here = await bench({
      ...LEFT_ALONE,
      sandbox: {
        async onRequest({ action }) {
          if (action !== 'DescribeSecurityGroups') return;
          const now = extend;
          extend = null;
          await now?.();
        },
      },
    });
    await add(here, 1, { expires_in: '1h' });
    here.sandbox.advanceClock(2 * HOUR);
    // After the first look, and before the second.
    extend = async () => {
      extend = () => add(here, 1, { expires_in: '1h' });
    };
    expect(await sweep(here)).toMatchObject({ status: 'not_found' });
    expect(await addresses(here)).toContain('203.0.113.1/32');
  });
});

describe('[grant.sweep-after] a change', () => {
  it('sweeps its group after its own work, and tells of it', async () => {
    const here = await bench();
    await add(here, 1, { expires_in: '1h' });
    await add(here, 8);
    here.sandbox.advanceClock(2 * HOUR);
    const { result, view } = await whitelistAdd.call(
      { security_group_id: GROUP, ip_address: '203.0.113.2', port: 22 },
      here.runtime.toolContext(),
    );
    expect(result).toMatchObject({ status: 'added', swept: [{ cidr: '203.0.113.1/32' }] });
    expect(view.notes.join('\n')).toContain('since it had expired: tcp 22 from 203.0.113.1/32.');
    expect(await addresses(here)).not.toContain('203.0.113.1/32');
    await add(here, 3, { expires_in: '1h' });
    here.sandbox.advanceClock(2 * HOUR);
    const removed = await here.call('whitelist_remove', {
      security_group_id: GROUP,
      ip_address: '203.0.113.8',
      port: 22,
    });
    expect(removed).toMatchObject({ status: 'removed', swept: [{ cidr: '203.0.113.3/32' }] });
  });

  it('does not where the config file says so, nor where nothing was changed; reads never do', async () => {
    const here = await bench(LEFT_ALONE);
    await add(here, 1, { expires_in: '1h' });
    here.sandbox.advanceClock(2 * HOUR);
    expect(await add(here, 2)).not.toHaveProperty('swept');
    const usual = await bench();
    await add(usual, 2);
    await add(usual, 1, { expires_in: '1h' });
    usual.sandbox.advanceClock(2 * HOUR);
    const before = changesIn(usual);
    await usual.call('whitelist_list', { security_group_id: GROUP });
    await usual.call('whitelist_check', { security_group_id: GROUP, ip_address: '203.0.113.1', port: 22 });
    expect(changesIn(usual)).toBe(before);
    expect(await add(usual, 2)).toMatchObject({ status: 'already_present' });
    expect(await addresses(usual)).toContain('203.0.113.1/32');
  });

  it('stands where the sweep after it fails, with a warning', async () => {
    const here = await bench();
    await add(here, 1, { expires_in: '1h' });
    here.sandbox.advanceClock(2 * HOUR);
    await here.sandbox.setFaults([
      {
        action: 'RevokeSecurityGroupIngress',
        call: '*',
        fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
      },
    ]);
    const added = await add(here, 2);
    expect(added).toMatchObject({ status: 'added' });
    expect((added['warnings'] as string[]).join()).toContain(
      `What has expired in ${GROUP} could not be removed`,
    );
  });
});
