import { describe, expect, it, onTestFinished } from 'vitest';
import { GROUP, RULE } from '#test/faults/matrix/rows.ts';
import { openFaultSystem, type FaultSystem } from '#test/faults/matrix/system.ts';

async function world(of?: FaultSystem): Promise<FaultSystem> {
  const opened = await openFaultSystem({ key: 'jo' }, 30_000, of?.sandbox);
  onTestFinished(() => opened.close());
  return opened;
}

const stale = (reads: number) => [{ action: 'Describe*', call: 1, fault: { kind: 'stale', reads } }];
const allPorts = { security_group_id: GROUP, ip_address: RULE.ip_address };

describe('reads that are behind the changes', () => {
  it('do not deceive a check after an add', async () => {
    const on = await world();
    await on.call('whitelist_add', RULE);
    await on.sandbox.setFaults(stale(2));
    expect((await on.call('whitelist_check', RULE)).result).toMatchObject({ allowed: true, warnings: [] });
  });

  it('do not deceive a check after a removal', async () => {
    const on = await world();
    await on.call('whitelist_add', RULE);
    await on.call('whitelist_remove', RULE);
    await on.sandbox.setFaults(stale(2));
    expect((await on.call('whitelist_check', RULE)).result).toMatchObject({ allowed: false, warnings: [] });
  });

  it('are told of where they stay behind', async () => {
    const on = await world();
    await on.call('whitelist_add', RULE);
    await on.sandbox.setFaults(stale(9));
    const { result } = await on.call('whitelist_check', RULE);
    expect(result?.['warnings']).toEqual([expect.stringContaining('does not show a change')]);
  });

  it('are believed where somebody else undid the change', async () => {
    const [on, other] = [await world(), await world()];
    await on.call('whitelist_add', RULE);
    const second = await world(on);
    await second.call('whitelist_remove', RULE);
    expect((await on.call('whitelist_check', RULE)).result).toMatchObject({ allowed: false });
    expect((await other.call('whitelist_check', RULE)).result).toMatchObject({
      allowed: false,
      warnings: [],
    });
  });

  it.each([
    ['this process', 2, false],
    ['another process', 1, true],
  ])('do not hide a rule of %s from a removal without a port', async (_whose, reads, another) => {
    const on = await world();
    await on.call('whitelist_add', RULE);
    await on.sandbox.setFaults(stale(reads));
    const remover = another ? await world(on) : on;
    expect((await remover.call('whitelist_remove', allPorts)).result).toMatchObject({
      status: 'removed',
      rules: [{ from_port: 443 }],
    });
    expect(await on.rules(GROUP)).toHaveLength(2);
  });

  it('[faults.lost-answer] do not hide what a lost answer had done', async () => {
    const on = await world();
    await on.sandbox.setFaults([
      { action: 'AuthorizeSecurityGroupIngress', fault: { kind: 'reset', when: 'after' } },
      { action: 'DescribeSecurityGroups', call: 1, fault: { kind: 'stale' } },
    ]);
    expect((await on.call('whitelist_add', RULE)).result).toMatchObject({
      status: 'already_present',
      undo: [],
      warnings: [expect.stringContaining('this very call may have added it')],
    });
  });
});
