import {
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { afterAll, expect, it, vi } from 'vitest';
import { authorize, openStage, tcp } from '../../test/contract/stage.ts';
import { startBench } from '../../test/support/tool-bench.ts';
import { hasEnded } from '../core/grant/holders.ts';
import { parseNote, printNote } from '../core/grant/note.ts';
import { WhitelistError } from '../core/errors.ts';
import type { UndoCall } from './undo.ts';

// What is there is read off the sandbox; what an undo is to leave is worked out from the descriptions alone.

const START = new Date('2026-11-23T18:00:20Z');
vi.useFakeTimers({ toFake: ['Date', 'performance'], now: START });

const bench = await startBench({
  config: { security_settings: { confirm: 'never' }, grants: { sweep_after_change: false } },
  key: ({ keys }) => keys.admin,
  // Others' changes are not waited for: the sandbox's reads are never behind.
  pause: () => Promise.resolve(),
});
const { sandbox } = bench;
const { endpoint, region, keys } = sandbox;
const stage = await openStage({ endpoint, region, keys: keys.admin });
afterAll(async () => {
  vi.useRealTimers();
  await bench.close();
});

const ADDRESSES = ['203.0.113.7', '203.0.113.8'] as const;
const PORTS = [443, 22] as const;
const WANTED = ADDRESSES.flatMap((address) => PORTS.map((port) => ({ address, port })));

type Rules = ReadonlyMap<string, string>;
type Result = Readonly<Record<string, unknown>>;

const inMinutes = (minutes: number) => new Date(Math.floor(START.getTime() / 60_000 + minutes) * 60_000);

const end = fc.constantFrom(5, 20, 90, null);
const ours = fc
  .record({
    words: fc.constantFrom(null, 'Jo, home'),
    holders: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('jo', 'ann', 'bob'), end, reason: fc.constantFrom('', ' (deploy)') }),
      { minLength: 1, maxLength: 3, selector: (one) => one.name },
    ),
  })
  .map(({ words, holders }) => {
    const shares = holders.map(({ name, end: minutes, reason }) => {
      const until = minutes === null ? '' : ` until ${inMinutes(minutes).toISOString().slice(0, 16)}Z`;
      return `${name}${until}${reason}`;
    });
    return `${words === null ? '' : `${words} `}[awswhitelist:1 ${shares.join('; ')}]`;
  });
const rule = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom('', 'by hand', 'Ann [awswhitelist:2 ann]') },
  { weight: 6, arbitrary: ours },
);
const world = fc.tuple(rule, rule, rule, rule);

const address = fc.constantFrom(...ADDRESSES);
const port = fc.constantFrom<number | readonly number[]>(443, 22, PORTS);
const who = fc.oneof(
  address.map((ip_address) => ({ ip_address })),
  fc.constant({ ip_addresses: ADDRESSES }),
);
const call = fc.oneof(
  fc.record({ who, port, expires_in: fc.constantFrom('10m', '3h', 'never', undefined) }).map((one) => ({
    tool: 'whitelist_add',
    args: {
      ...one.who,
      port: one.port,
      description: 'Jo, office',
      ...(one.expires_in && { expires_in: one.expires_in }),
    },
  })),
  fc.record({ who, port: fc.option(port, { nil: undefined }), whole_rule: fc.boolean() }).map((one) => ({
    tool: 'whitelist_remove',
    args: { ...one.who, ...(one.port && { port: one.port }), whole_rule: one.whole_rule },
  })),
  fc.constantFrom([0, 1] as const, [1, 0] as const).map(([from, to]) => ({
    tool: 'whitelist_move',
    args: { from_ip_address: ADDRESSES[from], ip_address: ADDRESSES[to] },
  })),
);

async function rulesOf(group: string): Promise<Rules> {
  const { regions } = await sandbox.state();
  const found = regions[region]?.groups.find(({ id }) => id === group);
  return new Map(
    (found?.rules ?? [])
      .filter(({ egress }) => !egress)
      .map(({ fromPort, source, description = '' }): [string, string] => [
        `${'cidr' in source ? source.cidr : ''} ${fromPort}`,
        description,
      ])
      .sort(),
  );
}

/** Writes it by hand, past the product; null: takes the rule away. */
async function written(group: string, key: string, description: string | null): Promise<void> {
  const [cidr = '', number = ''] = key.split(' ');
  const IpPermissions = [tcp(Number(number), cidr, description || undefined)];
  const there = (await rulesOf(group)).has(key);
  if (description !== null && !there) await authorize(stage, group, ...IpPermissions);
  else if (description !== null)
    await stage.ec2.send(
      new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId: group, IpPermissions }),
    );
  else if (there)
    await stage.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));
}

interface Done {
  readonly group: string;
  readonly before: Rules;
  readonly after: Rules;
  readonly undo: readonly UndoCall[];
}

/** A group of its own, with these rules, after the call. */
async function done(
  rules: readonly (string | null)[],
  { tool, args }: { tool: string; args: object },
): Promise<Done> {
  vi.setSystemTime(START);
  const group = await stage.newGroup();
  for (const [i, { address: ip, port: number }] of WANTED.entries())
    await written(group, `${ip}/32 ${number}`, rules[i] ?? null);
  const before = await rulesOf(group);
  const result = await orError(bench.call(tool, { ...args, security_group_id: group }));
  const after = await rulesOf(group);
  if (result instanceof WhitelistError) expect(after).toEqual(before);
  const undo = result instanceof WhitelistError ? [] : (result['undo'] as UndoCall[]);
  return { group, before, after, undo };
}

const orError = (calling: Promise<Result>): Promise<Result | WhitelistError> =>
  calling.catch((error: unknown) => {
    if (error instanceof WhitelistError) return error;
    throw error;
  });

/** The rules of a call of an undo. */
function keysOf({ arguments: args }: UndoCall): string[] {
  const { ip_address, ip_addresses, port: number } = args;
  return [ip_addresses ?? ip_address].flat().map((one) => `${String(one)} ${String(number)}`);
}

const changed = ({ before, after }: Done) =>
  [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));

it('[grant.undo-restores] whatever a call did, its undo leaves the group as it was, descriptions included', async () => {
  await fc.assert(
    fc.asyncProperty(world, call, async (rules, one) => {
      const { group, before, undo } = await done(rules, one);
      for (const { tool, arguments: args } of undo) await bench.call(tool, args);
      expect(await rulesOf(group)).toEqual(before);
      // And once more: it is done already.
      for (const { tool, arguments: args } of undo) {
        const { status } = await bench.call(tool, args);
        expect(['already_present', 'not_found']).toContain(status);
      }
      expect(await rulesOf(group)).toEqual(before);
    }),
    { numRuns: 60 },
  );
}, 60_000);

it('[grant.undo-changed] where others have changed a rule since, nothing of it is undone', async () => {
  await fc.assert(
    fc.asyncProperty(world, call, fc.nat(), async (rules, one, which) => {
      const made = await done(rules, one);
      const keys = changed(made);
      const key = keys[which % keys.length];
      if (key === undefined) return;
      await written(made.group, key, 'by another hand');
      for (const undo of made.undo) {
        const before = await rulesOf(made.group);
        const { status } = await bench.call(undo.tool, undo.arguments);
        if (!keysOf(undo).includes(key)) expect(status).not.toBe('changed_since');
        else {
          expect(status).toBe('changed_since');
          expect(await rulesOf(made.group)).toEqual(before);
        }
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

it('[grant.undo-ended] what has come to its end meanwhile does not come back, and that is said', async () => {
  await fc.assert(
    fc.asyncProperty(world, call, fc.constantFrom(6, 8, 30, 120), async (rules, one, minutes) => {
      const made = await done(rules, one);
      vi.advanceTimersByTime(minutes * 60_000);
      const now = new Date();
      const expected = new Map(made.after);
      for (const undo of made.undo) {
        const { to } = undo.arguments['restore'] as { to: string | null };
        const note = parseNote(to);
        const holders = note?.holders.filter((share) => !hasEnded(share, now)) ?? [];
        const { status, warnings } = await bench.call(undo.tool, undo.arguments);
        if (note && holders.length === 0) {
          expect(status).toBe('changed_since');
          expect(warnings).toContainEqual(expect.stringContaining('come to its end'));
          continue;
        }
        const text = note ? printNote({ ...note, holders }) : to;
        for (const key of keysOf(undo))
          if (text === null) expected.delete(key);
          else expected.set(key, text);
      }
      expect(await rulesOf(made.group)).toEqual(new Map([...expected].sort()));
    }),
    { numRuns: 60 },
  );
}, 60_000);
