import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RULE } from '#test/faults/matrix/rows.ts';
import { openFaultSystem, type CredentialSetup, type FaultSystem } from '#test/faults/matrix/system.ts';

const ADD = 'AuthorizeSecurityGroupIngress';
const sentBy = ({ sandbox }: FaultSystem, action = ADD) =>
  sandbox.requests.filter((request) => request.action === action).length;
const isThere = async (world: FaultSystem) =>
  (await world.rules(RULE.security_group_id)).includes('tcp 443-443 203.0.113.7/32');

/** At once, on a machine with other things to do: milliseconds. */
const AT_ONCE = 8_000;

async function world(plan: unknown, ways: CredentialSetup = { key: 'jo' }): Promise<FaultSystem> {
  const opened = await openFaultSystem(ways, 20_000);
  onTestFinished(() => opened.close());
  // What is loaded with the first call is no part of what is measured.
  await opened.call('whitelist_check', RULE);
  await opened.sandbox.setFaults(plan);
  return opened;
}

/** Calls the call off as soon as the sandbox has seen so many requests of the action, and a moment later. */
async function addAndCancel(on: FaultSystem, action: string, requests: number, moment = 0) {
  const stop = new AbortController();
  const adding = on.call('whitelist_add', RULE, stop.signal);
  await vi.waitFor(() => expect(sentBy(on, action)).toBeGreaterThanOrEqual(requests), {
    interval: 2,
  });
  await sleep(moment);
  const cancelled = performance.now();
  stop.abort();
  const { report } = await adding;
  expect(performance.now() - cancelled).toBeLessThan(AT_ONCE);
  return report;
}

describe('[faults.cancel] a change that is called off', () => {
  it('before it begins: nothing is sent', async () => {
    const on = await world([]);
    const { report } = await on.call('whitelist_add', RULE, AbortSignal.abort());
    expect(report).toMatchObject({ code: 'cancelled', outcome: 'not_done' });
    expect(sentBy(on)).toBe(0);
  });

  it('while the session of its role is opened: the change is never sent', async () => {
    const config = ({ roles }: FaultSystem['sandbox']) => ({
      credential_profiles: [{ name: 'default', role_arn: roles.securityAdmin }],
    });
    const on = await openFaultSystem({ key: 'jo', config }, 20_000);
    onTestFinished(() => on.close());
    await on.sandbox.setFaults([{ action: 'AssumeRole', fault: { kind: 'stall' } }]);
    const report = await addAndCancel(on, 'AssumeRole', 1);
    expect(report).toMatchObject({ code: 'cancelled', outcome: 'not_done' });
    expect(sentBy(on)).toBe(0);
  });

  it('after a refusal, before the next attempt: nothing was done, and nothing more is sent', async () => {
    const on = await world([{ action: ADD, fault: { kind: 'throttled' } }]);
    const report = await addAndCancel(on, ADD, 1, 30);
    const sent = sentBy(on);
    expect(report).toMatchObject({ code: 'cancelled', outcome: 'not_done', guidance: [] });
    await sleep(1_500);
    expect(sentBy(on)).toBe(sent);
    expect(await isThere(on)).toBe(false);
  });

  it.each([
    ['before', false],
    ['after', true],
  ])('while it is under way, stalled %s the change: not known', async (when, done) => {
    const on = await world([{ action: ADD, fault: { kind: 'stall', when } }]);
    const report = await addAndCancel(on, ADD, 1, 30);
    expect(report).toMatchObject({ code: 'cancelled', outcome: 'unknown' });
    expect(report?.guidance[0]).toMatch(/list sg-0123abcd in us-east-1 to see/);
    expect(await isThere(on)).toBe(done);
  });

  it('after its answer was lost, before the next attempt: not known, and nothing more is sent', async () => {
    const on = await world([
      { action: ADD, call: 1, fault: { kind: 'reset', when: 'after' } },
      { action: ADD, call: '2-9', fault: { kind: 'throttled' } },
    ]);
    const report = await addAndCancel(on, ADD, 2, 30);
    const sent = sentBy(on);
    expect(report).toMatchObject({ code: 'cancelled', outcome: 'unknown' });
    await sleep(1_500);
    expect(sentBy(on)).toBe(sent);
    expect(await isThere(on)).toBe(true);
  });

  it('while it is looked up what became of it: not known, at once', async () => {
    const on = await world([
      { action: ADD, fault: { kind: 'reset', when: 'before' } },
      { action: 'Describe*', fault: { kind: 'stall' } },
    ]);
    const before = sentBy(on, 'DescribeSecurityGroups');
    const report = await addAndCancel(on, 'DescribeSecurityGroups', before + 1);
    expect(report).toMatchObject({ outcome: 'unknown' });
    expect(report?.guidance[0]).toMatch(/list sg-0123abcd in us-east-1 to see/);
  });
});

it('a read that is called off ends at once, whatever it waits for', async () => {
  const on = await world([{ action: 'Describe*', fault: { kind: 'stall' } }]);
  const stop = new AbortController();
  const checking = on.call('whitelist_check', RULE, stop.signal);
  await sleep(100);
  const cancelled = performance.now();
  stop.abort();
  expect((await checking).report).toMatchObject({ code: 'cancelled', outcome: 'not_done' });
  expect(performance.now() - cancelled).toBeLessThan(AT_ONCE);
});
