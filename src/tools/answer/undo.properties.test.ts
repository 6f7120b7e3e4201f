import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { z } from 'zod';
import {
  anyCall,
  anyGroupRules,
  createGrantHarness,
  statusOf,
  type Rules,
} from '#test/support/harness/grant-harness.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { isPastGrace } from '#core/grants/grant.ts';
import { parseNote, formatNote } from '#core/grants/note.ts';
import type { UndoCall } from './undo.ts';

// What is there is read off the sandbox; what an undo is to leave is worked out from the descriptions alone.

const bench = await createGrantHarness();
const { readRules: rulesOf } = bench;

interface Done {
  readonly group: string;
  readonly before: Rules;
  readonly after: Rules;
  readonly undo: readonly UndoCall[];
}

/** A group of its own, with these rules, after the call. */
async function done(
  rules: readonly (string | null)[],
  { tool, args }: { readonly tool: string; readonly args: object },
): Promise<Done> {
  const group = await bench.createGroup(rules);
  const before = await rulesOf(group);
  const result = await bench.callTool('admin', tool, { ...args, security_group_id: group });
  const after = await rulesOf(group);
  if (result instanceof WhitelistError) expect(after).toEqual(before);
  const undo = result instanceof WhitelistError ? [] : (result['undo'] as UndoCall[]);
  return { group, before, after, undo };
}

const take = ({ tool, arguments: args }: UndoCall) => bench.callTool('admin', tool, args);

/** The rules of a call of an undo. */
function keysOf({ arguments: args }: UndoCall): string[] {
  const { ip_address, ip_addresses, port } = z
    .looseObject({
      ip_address: z.string().optional(),
      ip_addresses: z.array(z.string()).optional(),
      port: z.number(),
    })
    .parse(args);
  return [ip_addresses ?? ip_address ?? []].flat().map((one) => `${one} ${port}`);
}

const changed = ({ before, after }: Done) =>
  [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));

it('[grant.undo-restores] whatever a call did, its undo leaves the group as it was, descriptions included', async () => {
  await fc.assert(
    fc.asyncProperty(anyGroupRules, anyCall, async (rules, one) => {
      const { group, before, undo } = await done(rules, one);
      for (const undoing of undo) await take(undoing);
      expect(await rulesOf(group)).toEqual(before);
      // And once more: it is done already.
      for (const undoing of undo)
        expect(['already_present', 'not_found']).toContain(statusOf(await take(undoing)));
      expect(await rulesOf(group)).toEqual(before);
    }),
    propertyRuns({ full: 60, short: 12 }),
  );
});

it('[grant.undo-changed] where others have changed a rule since, nothing of it is undone', async () => {
  await fc.assert(
    fc.asyncProperty(anyGroupRules, anyCall, fc.nat(), async (rules, one, which) => {
      const made = await done(rules, one);
      const keys = changed(made);
      const key = keys[which % keys.length];
      if (key === undefined) return;
      await bench.writeRule(made.group, key, 'by another hand');
      for (const undo of made.undo) {
        const before = await rulesOf(made.group);
        const status = statusOf(await take(undo));
        if (!keysOf(undo).includes(key)) expect(status).not.toBe('changed_since');
        else {
          expect(status).toBe('changed_since');
          expect(await rulesOf(made.group)).toEqual(before);
        }
      }
    }),
    propertyRuns({ full: 60, short: 12 }),
  );
});

it('[grant.undo-ended] what has come to its end meanwhile does not come back, and that is said', async () => {
  await fc.assert(
    fc.asyncProperty(anyGroupRules, anyCall, fc.constantFrom(6, 8, 30, 120), async (rules, one, minutes) => {
      const made = await done(rules, one);
      vi.advanceTimersByTime(minutes * 60_000);
      const now = new Date();
      const expected = new Map(made.after);
      for (const undo of made.undo) {
        const { action, before: text = '' } = undo.arguments as { action: string; before?: string };
        const to = action === 'remove' ? null : text;
        const note = parseNote(to);
        const holders = note?.holders.filter((share) => !isPastGrace(share, now)) ?? [];
        const answer = await take(undo);
        if (note && holders.length === 0) {
          expect(answer).toMatchObject({
            status: 'changed_since',
            warnings: expect.arrayContaining([expect.stringContaining('come to its end')]) as unknown,
          });
          continue;
        }
        const wanted = note ? formatNote({ ...note, holders }) : to;
        for (const key of keysOf(undo))
          if (wanted === null) expected.delete(key);
          else expected.set(key, wanted);
      }
      expect(await rulesOf(made.group)).toEqual(new Map([...expected].sort()));
    }),
    propertyRuns({ full: 60, short: 12 }),
  );
});
