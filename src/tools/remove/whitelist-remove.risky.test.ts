import { describe, expect, it, onTestFinished } from 'vitest';
import { startToolHarness, type ToolHarnessOptions } from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';
const NETWORK = '203.0.113.0/24';

/** A person's tools on a group with a network and an address that others let in, and one that jo did. */
async function open(options: ToolHarnessOptions = {}) {
  const one = await startToolHarness({ key: ({ keys }) => keys.admin, ...options });
  onTestFinished(() => one.close());
  const add = (more: object) => one.call('whitelist_add', { security_group_id: GROUP, port: 443, ...more });
  const remove = { security_group_id: GROUP, port: 443 };
  const rulesOf = async () => {
    const { rules } = await one.call('whitelist_list', { security_group_id: GROUP });
    return rules as { cidr?: string; rule_id: string }[];
  };
  return { ...one, add, remove, rulesOf };
}

const ASKED = { code: 'consent_required', outcome: 'not_done' };

describe('taking away what is not the caller’s', () => {
  it('is asked where more than one address loses access', async () => {
    const { add, fail, remove } = await open();
    await add({ ip_address: NETWORK, holder: 'ann' });
    const report = await fail('whitelist_remove', { ...remove, ip_address: NETWORK, holder: 'ann' });
    expect(report).toMatchObject(ASKED);
    expect(report.message).toContain(
      `It takes away what is not yours and lets in more than one address: tcp 443 from ${NETWORK}.`,
    );
  });

  it('is not asked for one exact address by name, and told', async () => {
    const { add, call, remove } = await open();
    await add({ ip_address: '203.0.113.7', holder: 'ann' });
    const result = await call('whitelist_remove', { ...remove, ip_address: '203.0.113.7', holder: 'ann' });
    expect(result).toMatchObject({ status: 'removed' });
    expect(result['warnings']).toContainEqual(
      'tcp 443 from 203.0.113.7/32 was not yours: it was held by ann (no end).',
    );
  });

  it('is asked by an id, even for one address', async () => {
    const { add, fail, call, rulesOf } = await open();
    await add({ ip_address: '203.0.113.7', holder: 'ann' });
    await add({ ip_address: '203.0.113.8' });
    const idOf = async (cidr: string) => (await rulesOf()).find((rule) => rule.cidr === cidr)?.rule_id;
    const byId = { security_group_id: GROUP, rule_id: await idOf('203.0.113.7/32') };
    expect(await fail('whitelist_remove', byId)).toMatchObject(ASKED);
    const own = { security_group_id: GROUP, rule_id: await idOf('203.0.113.8/32') };
    expect(await call('whitelist_remove', own)).toMatchObject({ status: 'removed' });
  });

  it('is not asked for the caller’s own network, by whatever the file calls them', async () => {
    const { add, call, remove } = await open({ config: { grants: { holder: 'office' } } });
    await add({ ip_address: NETWORK });
    const result = await call('whitelist_remove', { ...remove, ip_address: NETWORK });
    expect(result).toMatchObject({ status: 'removed' });
    expect(result['warnings']).not.toContainEqual(expect.stringContaining('not yours'));
  });

  it('step by step, the last share of a network is asked', async () => {
    const { add, call, fail, remove } = await open();
    for (const holder of ['ann', 'bob']) await add({ ip_address: NETWORK, holder });
    const of = (holder: string) => ({ ...remove, ip_address: NETWORK, holder });
    expect(await call('whitelist_remove', of('ann'))).toMatchObject({ status: 'released' });
    expect(await fail('whitelist_remove', of('bob'))).toMatchObject(ASKED);
  });
});

describe('splitting is no way round a yes', () => {
  const PORTS = [443, 8443];
  const both = { security_group_id: GROUP, ip_address: '203.0.113.7', port: PORTS };
  const one = { ...both, port: 443 };

  async function openWithBoth(options: ToolHarnessOptions = {}) {
    const opened = await open(options);
    await opened.call('whitelist_add', both);
    return opened;
  }

  it('what was asked together is asked one by one too', async () => {
    const { fail } = await openWithBoth();
    expect(await fail('whitelist_remove', both)).toMatchObject(ASKED);
    for (const port of PORTS) {
      const report = await fail('whitelist_remove', { ...both, port });
      expect(report).toMatchObject(ASKED);
      expect(report.message).toContain('A person was asked about this a moment ago');
    }
    // Nor does the same question change by being asked again.
    expect((await fail('whitelist_remove', both)).message).toContain('It removes 2 rules at once.');
  });

  it('nor does a dry run that told of it open the way', async () => {
    const { call, fail } = await openWithBoth();
    expect(await call('whitelist_remove', { ...both, dry_run: true })).toMatchObject({ status: 'planned' });
    expect(await fail('whitelist_remove', one)).toMatchObject(ASKED);
  });

  it('another change of the group is no part of it', async () => {
    const { call, fail } = await openWithBoth();
    await fail('whitelist_remove', both);
    expect(await call('whitelist_add', { ...one, port: 22 })).toMatchObject({ status: 'added' });
    expect(await call('whitelist_remove', { ...one, port: 22 })).toMatchObject({ status: 'removed' });
  });

  it('is over after fifteen minutes', async () => {
    let time = Date.now();
    const { call, fail } = await openWithBoth({ now: () => new Date(time) });
    await fail('whitelist_remove', both);
    time += 14 * 60_000;
    expect(await fail('whitelist_remove', one)).toMatchObject(ASKED);
    time += 16 * 60_000;
    expect(await call('whitelist_remove', one)).toMatchObject({ status: 'removed' });
  });

  it('one without the other passes where nobody was asked', async () => {
    const { call } = await openWithBoth();
    expect(await call('whitelist_remove', one)).toMatchObject({ status: 'removed' });
  });

  it('the world of both families, together and one after the other', async () => {
    const { call, fail } = await open({ config: { security_settings: { allow_world_open: true } } });
    const world = { security_group_id: GROUP, ip_addresses: ['0.0.0.0/0', '::/0'], port: 443 };
    await call('whitelist_add', world);
    expect(await fail('whitelist_remove', world)).toMatchObject(ASKED);
    for (const ip_address of world.ip_addresses)
      expect(
        await fail('whitelist_remove', { security_group_id: GROUP, port: 443, ip_address }),
      ).toMatchObject(ASKED);
  });
});
