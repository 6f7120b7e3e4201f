import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { anyCall, anyGroupRules, createGrantHarness, statusOf } from '#test/support/harness/grant-harness.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseNote } from '#core/grants/note.ts';

// The guide's minimal policy lacks what rewrites a note. What it can do all the same, it does as the full one does.

const bench = await createGrantHarness();
const { createGroup: groupOf, readRules: rulesOf, callTool: ask } = bench;

const DENIED = 'ec2:UpdateSecurityGroupRuleDescriptionsIngress';
const ADDRESS = '203.0.113.7';
const KEY = `${ADDRESS}/32 443`;
const rule = { ip_address: ADDRESS, port: 443 };
const of = (group: string, more: object = {}) => ({ security_group_id: group, ...rule, ...more });
const only = (description: string) => new Map([[KEY, description]]);
const ended = (name: string) => `${name} until 2026-11-23T17:57Z`;

describe('a rule of one holder, with the minimal policy', () => {
  it('[grant.minimal] is added with an end, swept after it, added without one, and removed', async () => {
    const group = await groupOf([]);
    expect(statusOf(await ask('minimal', 'whitelist_add', of(group, { expires_in: '5m' })))).toBe('added');
    expect(await rulesOf(group)).toEqual(only('[awswhitelist:1 jo until 2026-11-23T18:06Z]'));
    const swept = () => ask('minimal', 'whitelist_sweep', { security_group_id: group });
    expect(statusOf(await swept())).toBe('not_found');
    vi.advanceTimersByTime(8 * 60_000);
    expect(statusOf(await swept())).toBe('removed');
    expect(statusOf(await ask('minimal', 'whitelist_add', of(group)))).toBe('added');
    expect(statusOf(await ask('minimal', 'whitelist_remove', of(group)))).toBe('removed');
    expect(await rulesOf(group)).toEqual(new Map());
  });

  it.each([
    [`Jo [awswhitelist:1 ${ended('jo')}]`, 'Jo [awswhitelist:1 jo until 2026-11-23T18:06Z]'],
    [
      `[awswhitelist:1 ${ended('ann')}; ${ended('bob')}]`,
      `[awswhitelist:1 ${ended('ann')}; ${ended('bob')}; jo until 2026-11-23T18:06Z]`,
    ],
  ])('is made anew where all who held it have ended: %s', async (description, made) => {
    const group = await groupOf([description]);
    const answer = await ask('minimal', 'whitelist_add', of(group, { expires_in: '5m' }));
    expect(answer).toMatchObject({ rules: [{ cidr: `${ADDRESS}/32` }] });
    expect(await rulesOf(group)).toEqual(only(made));
  });
});

describe.each([
  ['joining', '[awswhitelist:1 ann until 2026-11-23T19:00Z]', 'whitelist_add', { expires_in: '5m' }],
  ['extending', '[awswhitelist:1 jo until 2026-11-23T18:10Z]', 'whitelist_add', { expires_in: '2h' }],
  ['leaving', '[awswhitelist:1 jo until 2026-11-23T18:10Z; ann]', 'whitelist_remove', {}],
])('%s, with the minimal policy', (_what, description, tool, more) => {
  it('[grant.minimal] changes nothing, and names the action and the end there is', async () => {
    const group = await groupOf([description]);
    const answer = await ask('minimal', tool, of(group, more));
    if (!(answer instanceof WhitelistError)) throw new Error(`not refused: ${JSON.stringify(answer)}`);
    const report = answer.report();
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(report.message).toContain(DENIED);
    expect(report.guidance.join(' ')).toContain(description);
    expect(await rulesOf(group)).toEqual(only(description));
  });

  it('[grant.minimal] replaces the rule with allow_gap, and it is as the full policy makes it', async () => {
    const [one, other] = [await groupOf([description]), await groupOf([description])];
    const answer = await ask('minimal', tool, of(one, { ...more, allow_gap: true }));
    expect(statusOf(answer)).toBe(statusOf(await ask('admin', tool, of(other, more))));
    expect(await rulesOf(one)).not.toEqual(only(description));
    expect(await rulesOf(one)).toEqual(await rulesOf(other));
  });
});

const isHeldByOthers = (description: string): boolean =>
  parseNote(description)?.holders.some(({ holder }) => holder !== 'jo') ?? false;

it('[grant.minimal] whatever is called, no rule that others hold is touched', async () => {
  await fc.assert(
    fc.asyncProperty(anyGroupRules, anyCall, async (world, { tool, args }) => {
      const group = await groupOf(world);
      const before = await rulesOf(group);
      const answer = await ask('minimal', tool, { ...args, whole_rule: undefined, security_group_id: group });
      const after = await rulesOf(group);
      for (const [key, description] of before)
        if (isHeldByOthers(description)) expect(after.get(key)).toBe(description);
      if (answer instanceof WhitelistError) expect(after).toEqual(before);
    }),
    propertyRuns({ full: 60, short: 12 }),
  );
});

it('[grant.minimal] with allow_gap, every call comes to the group that the full policy comes to', async () => {
  await fc.assert(
    fc.asyncProperty(anyGroupRules, anyCall, async (world, { tool, args }) => {
      const groups = [await groupOf(world), await groupOf(world)] as const;
      await ask('minimal', tool, { ...args, allow_gap: true, security_group_id: groups[0] });
      await ask('admin', tool, { ...args, security_group_id: groups[1] });
      expect(await rulesOf(groups[0])).toEqual(await rulesOf(groups[1]));
    }),
    propertyRuns({ full: 60, short: 12 }),
  );
});
