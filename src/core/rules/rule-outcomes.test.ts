import { describe, expect, it } from 'vitest';
import { createRule, tcp } from '#test/support/arbitraries/policies.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { DescriptionUpdate } from './description-update.ts';
import { type RuleEvent, RuleOutcomes, type RuleState } from './rule-outcomes.ts';

const at = (description: string) => ({ ...createRule('203.0.113.7', tcp(443)), description, ruleId: null });
const note = (from: string, to: string): DescriptionUpdate => ({ rule: at(from), to, gives: true });
const error = new WhitelistError('aws_error', 'No.');

/** One round of a change. */
function round(record: (outcomes: RuleOutcomes) => void): RuleOutcomes {
  const outcomes = new RuleOutcomes();
  record(outcomes);
  return outcomes;
}
const added = (description: string) => round((one) => one.record('changed', [at(description)]));
const written = (update: DescriptionUpdate) => round((one) => one.recordUpdates('updated', [update]));

describe('several rounds of one change', () => {
  it('tell what was found before the last write: others wrote in between, and an undo leaves theirs', () => {
    const outcomes = new RuleOutcomes([at('')]);
    outcomes.absorb(written(note('ann', 'ann; jo')));
    outcomes.absorb(written(note('ann; bob', 'ann; bob; jo')));
    expect(outcomes.summarize()).toMatchObject({
      updated: [note('ann; bob', 'ann; bob; jo')],
      unchanged: [],
    });
  });

  it('tell a rule once: as it was made anew, or joined where somebody else was faster', () => {
    const outcomes = new RuleOutcomes([at('')]);
    outcomes.absorb(added('jo'));
    outcomes.absorb(written(note('ann', 'ann; jo')));
    expect(outcomes.summarize()).toMatchObject({ changed: [], updated: [{ to: 'ann; jo' }] });
    outcomes.absorb(added('jo'));
    expect(outcomes.summarize()).toMatchObject({ changed: [at('jo')], updated: [] });
  });

  it('take nothing for done that a read found missing', () => {
    const outcomes = new RuleOutcomes([at('')]);
    outcomes.absorb(added('jo'));
    outcomes.fail(error);
    outcomes.record('reverted', [at('')]);
    expect(outcomes.summarize()).toMatchObject({ changed: [], failed: [at('')], unchanged: [], error });
  });

  it('keep what was written where only another read failed', () => {
    const outcomes = new RuleOutcomes([at('')]);
    outcomes.absorb(written(note('ann', 'ann; jo')));
    outcomes.fail(error);
    outcomes.record('stopped', [at('')]);
    expect(outcomes.summarize()).toMatchObject({ updated: [{ to: 'ann; jo' }], failed: [], error });
  });

  it('keep a removal that a repetition finds already made', () => {
    const outcomes = new RuleOutcomes([at('')]);
    outcomes.absorb(added('jo'));
    outcomes.absorb(round((one) => one.record('unchanged', [at('')])));
    expect(outcomes.summarize()).toMatchObject({ changed: [at('jo')], unchanged: [] });
  });

  it('leave what is unknown unknown, whatever comes later', () => {
    const outcomes = new RuleOutcomes([at('')]);
    outcomes.absorb(round((one) => one.record('lost', [at('')])));
    outcomes.absorb(added('jo'));
    expect(outcomes.summarize()).toMatchObject({ changed: [], unknown: [at('')] });
  });

  it('keep the first reason for which a change goes no further', () => {
    const outcomes = new RuleOutcomes();
    outcomes.fail(error);
    outcomes.fail(new WhitelistError('timeout', 'Later.'));
    expect(outcomes.error).toBe(error);
  });
});

describe('a request that has no answer yet', () => {
  it('is reported as unknown', () => {
    const outcomes = new RuleOutcomes([at('')]);
    outcomes.record('sent', [at('')]);
    expect(outcomes.summarize()).toMatchObject({ unknown: [at('')], unchanged: [] });
  });
});

const EVENTS: readonly RuleEvent[] = [
  'sent',
  'changed',
  'unchanged',
  'untouched',
  'refused',
  'lost',
  'stopped',
  'reverted',
];

/** Reaches a state by events alone. */
const PATHS: Readonly<Record<RuleState, readonly RuleEvent[]>> = {
  not_sent: [],
  in_flight: ['sent'],
  changed: ['sent', 'changed'],
  unchanged: ['sent', 'unchanged'],
  refused: ['sent', 'refused'],
  unknown: ['sent', 'lost'],
};
const STATES: readonly RuleState[] = ['not_sent', 'in_flight', 'changed', 'unchanged', 'refused', 'unknown'];

/** The state after an event, from a state that was reached by events alone. */
function stateAfter(state: RuleState, event: RuleEvent): RuleState {
  const outcomes = new RuleOutcomes([at('')]);
  for (const one of PATHS[state]) outcomes.record(one, [at('')]);
  expect(outcomes.stateOf(at(''))).toBe(state);
  outcomes.record(event, [at('')]);
  return outcomes.stateOf(at(''));
}

describe('the states of a rule', () => {
  it('pass into one another as this table says', () => {
    const toLine = (cells: readonly string[]) =>
      cells
        .map((cell) => cell.padEnd(10))
        .join(' ')
        .trimEnd();
    const rows = STATES.map((state) => toLine([state, ...EVENTS.map((event) => stateAfter(state, event))]));
    expect(`\n${[toLine(['', ...EVENTS]), ...rows].join('\n')}\n`).toMatchInlineSnapshot(`
      "
                 sent       changed    unchanged  untouched  refused    lost       stopped    reverted
      not_sent   in_flight  changed    unchanged  not_sent   refused    unknown    refused    refused
      in_flight  in_flight  changed    unchanged  not_sent   refused    unknown    unknown    unknown
      changed    changed    changed    changed    changed    refused    unknown    changed    refused
      unchanged  in_flight  changed    unchanged  unchanged  refused    unknown    refused    refused
      refused    in_flight  changed    unchanged  refused    refused    unknown    refused    refused
      unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown    unknown
      "
    `);
  });

  it('put each rule on exactly one list', () => {
    for (const state of STATES) {
      const outcomes = new RuleOutcomes([at('')]);
      for (const one of PATHS[state]) outcomes.record(one, [at('')]);
      const { changed, updated, replaced, unchanged, failed, unknown } = outcomes.summarize();
      expect([changed, updated, replaced, unchanged, failed, unknown].flat()).toHaveLength(1);
    }
  });
});
