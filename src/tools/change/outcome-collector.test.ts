import { describe, expect, it } from 'vitest';
import { createRule, tcp } from '#test/support/arbitraries/policies.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import { EMPTY_OUTCOME } from './group-outcome.ts';
import { OutcomeCollector } from './outcome-collector.ts';
import { NO_NOTES } from './write-notes.ts';

const at = (description: string) => ({ ...createRule('203.0.113.7', tcp(443)), description, ruleId: null });
const note = (from: string, to: string): DescriptionUpdate => ({ rule: at(from), to, gives: true });
const error = new WhitelistError('aws_error', 'No.');

describe('several rounds of one change', () => {
  it('tell what was found before the last write: others wrote in between, and an undo leaves theirs', () => {
    const rounds = new OutcomeCollector([at('')]);
    rounds.add(EMPTY_OUTCOME, { ...NO_NOTES, written: [note('ann', 'ann; jo')] });
    rounds.add(EMPTY_OUTCOME, { ...NO_NOTES, written: [note('ann; bob', 'ann; bob; jo')] });
    expect(rounds.toOutcome()).toMatchObject({
      rewritten: [note('ann; bob', 'ann; bob; jo')],
      unchanged: [],
    });
  });

  it('tell a rule once: as it was made anew, or joined where somebody else was faster', () => {
    const rounds = new OutcomeCollector([at('')]);
    rounds.add({ ...EMPTY_OUTCOME, changed: [at('jo')] }, NO_NOTES);
    rounds.add(EMPTY_OUTCOME, { ...NO_NOTES, written: [note('ann', 'ann; jo')] });
    expect(rounds.toOutcome()).toMatchObject({ changed: [], rewritten: [{ to: 'ann; jo' }] });
    rounds.add({ ...EMPTY_OUTCOME, changed: [at('jo')] }, NO_NOTES);
    expect(rounds.toOutcome()).toMatchObject({ changed: [at('jo')], rewritten: [] });
  });

  it('take nothing for done that a look found missing', () => {
    const rounds = new OutcomeCollector([at('')]);
    rounds.add({ ...EMPTY_OUTCOME, changed: [at('jo')] }, NO_NOTES);
    rounds.markMissing(error, [at('')]);
    expect(rounds.toOutcome()).toMatchObject({ changed: [], failed: [at('')], unchanged: [], error });
  });

  it('keep what was written where only another look failed', () => {
    const rounds = new OutcomeCollector([at('')]);
    rounds.add(EMPTY_OUTCOME, { ...NO_NOTES, written: [note('ann', 'ann; jo')] });
    rounds.markFailed(error, [at('')]);
    expect(rounds.toOutcome()).toMatchObject({ rewritten: [{ to: 'ann; jo' }], failed: [], error });
  });
});
