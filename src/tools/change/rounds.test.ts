import { describe, expect, it } from 'vitest';
import { rule, tcp } from '#test/support/policy-worlds.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';
import { NOTHING } from './grant-report.ts';
import { Rounds } from './rounds.ts';
import { NO_NOTES } from './write-notes.ts';

const at = (description: string) => ({ ...rule('203.0.113.7', tcp(443)), description, ruleId: null });
const note = (from: string, to: string): Rewrite => ({ rule: at(from), to, gives: true });
const error = new WhitelistError('aws_error', 'No.');

describe('several rounds of one change', () => {
  it('tell what was found before the last write: others wrote in between, and an undo leaves theirs', () => {
    const rounds = new Rounds([at('')]);
    rounds.add(NOTHING, { ...NO_NOTES, written: [note('ann', 'ann; jo')] });
    rounds.add(NOTHING, { ...NO_NOTES, written: [note('ann; bob', 'ann; bob; jo')] });
    expect(rounds.told()).toMatchObject({ rewritten: [note('ann; bob', 'ann; bob; jo')], unneeded: [] });
  });

  it('tell a rule once: as it was made anew, or joined where somebody else was faster', () => {
    const rounds = new Rounds([at('')]);
    rounds.add({ ...NOTHING, done: [at('jo')] }, NO_NOTES);
    rounds.add(NOTHING, { ...NO_NOTES, written: [note('ann', 'ann; jo')] });
    expect(rounds.told()).toMatchObject({ done: [], rewritten: [{ to: 'ann; jo' }] });
    rounds.add({ ...NOTHING, done: [at('jo')] }, NO_NOTES);
    expect(rounds.told()).toMatchObject({ done: [at('jo')], rewritten: [] });
  });

  it('take nothing for done that a look found missing', () => {
    const rounds = new Rounds([at('')]);
    rounds.add({ ...NOTHING, done: [at('jo')] }, NO_NOTES);
    rounds.missing(error, [at('')]);
    expect(rounds.told()).toMatchObject({ done: [], notDone: [at('')], unneeded: [], error });
  });

  it('keep what was written where only another look failed', () => {
    const rounds = new Rounds([at('')]);
    rounds.add(NOTHING, { ...NO_NOTES, written: [note('ann', 'ann; jo')] });
    rounds.failed(error, [at('')]);
    expect(rounds.told()).toMatchObject({ rewritten: [{ to: 'ann; jo' }], notDone: [], error });
  });
});
