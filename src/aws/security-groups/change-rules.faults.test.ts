import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { authorize, revoke, tcpPermission } from '#test/contract/aws-fixture.ts';
import { keysOf, portRules, createTestGroupHarness } from '#test/support/harness/group-harness.ts';
import type { ToolHarnessOptions } from '#test/support/harness/tool-harness.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { formatSource, ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { authorizeEach } from './change-rules.ts';

const ACTIONS = { add: 'AuthorizeSecurityGroupIngress', remove: 'RevokeSecurityGroupIngress' };
const RULES = portRules(4);
const [part, rest] = [RULES.slice(0, 2), RULES.slice(2)];
const wire = (rules: readonly IngressRule[]) =>
  rules.map((rule) => tcpPermission(443, formatSource(rule.source)));
const sorted = <T extends { readonly changed: readonly IngressRule[] }>(each: T) => ({
  ...each,
  changed: keysOf(each.changed),
});

/** A group in which four rules are to be added, or removed. */
async function world(to: 'add' | 'remove', options?: ToolHarnessOptions) {
  const on = await createTestGroupHarness(options);
  const id = await on.newGroup();
  const before = to === 'add' ? [] : RULES;
  if (to === 'remove') await authorize(on.other, id, ...wire(RULES));
  const { groups } = await on.openSession();
  return {
    ...on,
    before,
    set: (...lines: { call?: number | string; action?: string; fault: object }[]) =>
      on.sandbox.setFaults(lines.map((line) => ({ action: ACTIONS[to], ...line }))),
    /** Does it, past the product: as somebody else does, or AWS of a request that it refuses in the end. */
    do: (rules: readonly IngressRule[]) => (to === 'add' ? authorize : revoke)(on.other, id, ...wire(rules)),
    /**
     * At the first change that the product asks for, and only then.
     *
     * @param pause - Before its answer: milliseconds.
     */
    atFirst(act: () => Promise<unknown>, pause = 0) {
      let acted = false;
      on.onRequest = async ({ action }) => {
        if (acted || action !== ACTIONS[to]) return;
        acted = true;
        await act();
        await sleep(pause);
      };
    },
    async each(known?: readonly IngressRule[]) {
      const change = to === 'add' ? groups.authorizeEach : groups.revokeEach;
      return sorted((await change(id, RULES, known)).summarize());
    },
    /** Those that are as they were to be. */
    async made() {
      const there = keysOf(await on.readRules(id));
      return keysOf(RULES.filter((rule) => there.includes(ruleKey(rule)) === (to === 'add')));
    },
    sent: () => on.sentActions().replaceAll(/[AR]/g, 'C'),
  };
}

const error = (code: string) => ({ kind: 'error', code });
const DENIED = { action: 'Describe*', fault: error('UnauthorizedOperation') };
const NONE = {
  ...{ changed: [], updated: [], replaced: [], unchanged: [], failed: [], unknown: [] },
  ...{ error: null, maybeOurs: false },
};

it('of which one is over the limit of the group are all refused, and the error tells', async () => {
  const on = await world('add');
  await on.sandbox.setResources({ rulesPerGroup: 3 });
  expect(await on.each()).toEqual({
    ...NONE,
    failed: RULES,
    error: expect.objectContaining({ code: 'rule_limit_exceeded' }),
  });
  expect(on.sent()).toBe('CD');
  expect(await on.made()).toEqual([]);
});

describe.each(['add', 'remove'] as const)('of rules to %s, a request', (to) => {
  it('that is refused with a code that nobody knows, and was carried out in part: by what was there before', async () => {
    const on = await world(to);
    await on.set({ call: 1, fault: error('Novel') });
    on.atFirst(() => on.do(part));
    expect(await on.each(on.before)).toMatchObject({
      ...NONE,
      changed: keysOf(part),
      failed: rest,
      error: { code: 'aws_error' },
    });
    expect(on.sent()).toBe('CD');
  });

  it('the same where nobody knows what was there before: with the doubt whose doing it is', async () => {
    const on = await world(to);
    await on.set({ call: 1, fault: error('Novel') });
    on.atFirst(() => on.do(part));
    expect(await on.each()).toMatchObject({
      ...NONE,
      unchanged: part,
      failed: rest,
      maybeOurs: true,
      error: {},
    });
  });

  it('the same where the group cannot be read: nothing is known of any', async () => {
    const on = await world(to);
    await on.set({ call: 1, fault: error('Novel') }, DENIED);
    expect(await on.each(on.before)).toMatchObject({ ...NONE, unknown: RULES, error: { code: 'aws_error' } });
  });

  it('that is denied did nothing, as AWS asks that before all else', async () => {
    const on = await world(to);
    await on.set({ fault: error('UnauthorizedOperation') }, DENIED);
    expect(await on.each()).toMatchObject({ ...NONE, failed: RULES, error: { code: 'access_denied' } });
    expect(await on.made()).toEqual([]);
  });

  it('with a key that is no good is not looked up with the same key', async () => {
    const on = await world(to);
    await on.set({ fault: error('AuthFailure') });
    expect(await on.each()).toMatchObject({
      ...NONE,
      failed: RULES,
      error: { code: 'invalid_credentials' },
    });
    expect(on.sent()).toBe('C');
  });

  it('that is denied in the middle leaves the rest', async () => {
    const on = await world(to);
    // Somebody else makes the second.
    await on.set({ call: 3, fault: error('UnauthorizedOperation') });
    on.atFirst(() => on.do(part));
    expect(await on.each()).toMatchObject({
      ...NONE,
      unchanged: part,
      failed: rest,
      error: { code: 'access_denied' },
    });
    expect(on.sent()).toBe('CDCD');
    expect(await on.made()).toEqual(keysOf(part));
  });

  it('whose first answer is cut off before the change is repeated', async () => {
    const on = await world(to);
    await on.set({ call: 1, fault: { kind: 'reset', when: 'before' } });
    expect(await on.each()).toMatchObject({ ...NONE, changed: keysOf(RULES), maybeOurs: true });
    expect(on.sent()).toBe('CC');
  });

  it('whose first answer is cut off after the change finds all of it, maybe its own doing', async () => {
    const on = await world(to);
    await on.set({ call: 1, fault: { kind: 'reset', when: 'after' } });
    expect(await on.each(on.before)).toEqual({ ...NONE, unchanged: RULES, maybeOurs: true });
    expect(on.sent()).toBe('CCD');
  });

  it('that is carried out late is told as what it came to', async () => {
    const on = await world(to);
    await on.set({ call: 1, fault: { kind: 'reset', when: 'late' } });
    const { changed, unchanged, ...none } = await on.each();
    expect([...changed, ...keysOf(unchanged)].sort()).toEqual(keysOf(RULES));
    expect(none).toEqual({
      ...{ updated: [], replaced: [], failed: [], unknown: [] },
      ...{ error: null, maybeOurs: true },
    });
    expect(await on.made()).toEqual(keysOf(RULES));
  });

  it.each([
    ['before', false],
    ['before', true],
    ['after', false],
  ] as const)('whose answers are all lost %s the change is looked up (%s)', async (when, known) => {
    const on = await world(to);
    if (when === 'before') await on.do(part);
    await on.set({ fault: { kind: 'reset', when } });
    const before = to === 'add' ? part : rest;
    const each = await on.each(known ? before : undefined);
    if (when === 'after') {
      expect(each).toEqual({ ...NONE, unchanged: RULES, maybeOurs: true });
    } else {
      const failure = { details: { outcome: 'unknown' } };
      expect(each).toMatchObject({
        ...NONE,
        unchanged: part,
        unknown: rest,
        error: failure,
        maybeOurs: !known,
      });
    }
  });

  it('does not begin when only the time to look is left', async () => {
    const on = await world(to, { callLimit: 9_000 });
    // Each answer comes in time, and the first one after two thirds of it are over.
    on.atFirst(() => on.do(part), 2_500);
    await sleep(3_700);
    const each = await on.each();
    expect(each).toMatchObject({ ...NONE, unchanged: part, failed: rest, error: { code: 'timeout' } });
    expect(each.error?.report().outcome).toBe('not_done');
    expect(on.sent()).toMatch(/^CD+$/);
    expect(await on.made()).toEqual(keysOf(part));
  });
});

it('what a lost answer was about stays unknown where nothing after it tells', async () => {
  const id = parseSecurityGroupId('sg-0123abcd');
  const late = new WhitelistError('timeout', 'The time limit of the call ran out.');
  const answers = [
    () => Promise.resolve({ added: [], alreadyPresent: true, responseLost: true, confirmedByRead: false }),
  ];
  const silent = {
    revoke: () => Promise.reject(late),
    authorize: () => answers.shift()?.() ?? Promise.reject(late),
    describe: () => Promise.reject(late),
  };
  const { unknown, failed, error } = (await authorizeEach(silent, id, RULES)).summarize();
  expect({ unknown: keysOf(unknown), failed }).toEqual({ unknown: keysOf(RULES), failed: [] });
  expect(error?.report()).toMatchObject({ code: 'timeout', outcome: 'unknown' });
  expect(error?.report().guidance[0]).toContain(`4 rules were changed is not known: list ${id} to see`);
});
