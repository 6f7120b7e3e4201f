import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_VPC_GROUP, GROUP } from '#test/faults/matrix/rows.ts';
import { openFaultSystem, type FaultSystem } from '#test/faults/matrix/system.ts';

/** Several processes on one sandbox; each has its own sockets, its own memory, its own budget of retries. */
async function processes(count: number): Promise<readonly [FaultSystem, ...FaultSystem[]]> {
  const first = await openFaultSystem({ key: 'jo' }, 30_000);
  onTestFinished(() => first.close());
  const more = await Promise.all(
    Array.from({ length: count - 1 }, () => openFaultSystem({ key: 'jo' }, 30_000, first.sandbox)),
  );
  for (const world of more) onTestFinished(() => world.close());
  return [first, ...more];
}

const ruleOn = (group: string, last: number, port = 443) => ({
  security_group_id: group,
  ip_address: `203.0.113.${last}`,
  port,
});
const told = (last: number, port = 443) => `tcp ${port}-${port} 203.0.113.${last}/32`;

/** Now and then AWS carries a change out and loses the answer, or has enough. */
const WEATHER = [
  { action: 'AuthorizeSecurityGroupIngress', call: '3-4', fault: { kind: 'reset', when: 'after' } },
  { action: 'AuthorizeSecurityGroupIngress', call: 7, fault: { kind: 'throttled' } },
  { action: 'AuthorizeSecurityGroupIngress', call: 9, fault: { kind: 'server_error', when: 'after' } },
  { action: 'RevokeSecurityGroupIngress', call: '2-3', fault: { kind: 'reset', when: 'after' } },
  { action: 'RevokeSecurityGroupIngress', call: 5, fault: { kind: 'html', when: 'before' } },
];

describe.each([
  ['in calm weather', []],
  ['while answers get lost', WEATHER],
])('several processes on one group, %s', (_weather, plan) => {
  it('[faults.concurrency] leave the union of what they were asked to add; duplicates are successes', async () => {
    const worlds = await processes(4);
    const before = await worlds[0].rules(GROUP);
    await worlds[0].sandbox.setFaults(plan);
    const lasts = [1, 2, 3, 4, 5];
    const answers = await Promise.all(
      worlds.flatMap((world, index) =>
        lasts.map((last) => world.call('whitelist_add', ruleOn(GROUP, last + index))),
      ),
    );
    const statuses = answers.map(({ result, report }) => result?.['status'] ?? report);
    expect(statuses.filter((status) => status !== 'added' && status !== 'already_present')).toEqual([]);
    const union = [1, 2, 3, 4, 5, 6, 7, 8].map((last) => told(last));
    expect((await worlds[0].rules(GROUP)).sort()).toEqual([...before, ...union].sort());
    // Nobody claims what another did.
    expect(statuses.filter((status) => status === 'added').length).toBeLessThanOrEqual(union.length);
  });

  it.each([GROUP, DEFAULT_VPC_GROUP])(
    'leave nothing of what they were asked to remove from %s',
    async (group) => {
      const worlds = await processes(4);
      const before = await worlds[0].rules(group);
      for (const port of [1, 2, 3]) await worlds[0].call('whitelist_add', ruleOn(group, 7, port));
      await worlds[0].call('whitelist_add', ruleOn(group, 8));
      await worlds[0].sandbox.setFaults(plan);
      const { port: _port, ...allPorts } = ruleOn(group, 7);
      const answers = await Promise.all([
        ...worlds.map((world) => world.call('whitelist_remove', allPorts)),
        ...worlds.map((world) => world.call('whitelist_remove', ruleOn(group, 8))),
        ...worlds.map((world) => world.call('whitelist_remove', ruleOn(group, 7, 2))),
      ]);
      const strange = answers.filter(
        ({ result }) => !['removed', 'not_found'].includes(String(result?.['status'])),
      );
      expect(strange.map(({ report }) => report)).toEqual([]);
      expect((await worlds[0].rules(group)).sort()).toEqual([...before].sort());
    },
  );

  it('add and remove different rules at once: each finds its own wish fulfilled', async () => {
    const worlds = await processes(3);
    const before = await worlds[0].rules(GROUP);
    for (const last of [1, 2, 3]) await worlds[0].call('whitelist_add', ruleOn(GROUP, last));
    await worlds[0].sandbox.setFaults(plan);
    await Promise.all(
      worlds.flatMap((world, index) => [
        world.call('whitelist_remove', ruleOn(GROUP, index + 1)),
        world.call('whitelist_add', ruleOn(GROUP, index + 11)),
      ]),
    );
    const wanted = [11, 12, 13].map((last) => told(last));
    expect((await worlds[0].rules(GROUP)).sort()).toEqual([...before, ...wanted].sort());
  });
});
