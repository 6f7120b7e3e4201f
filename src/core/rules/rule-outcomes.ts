import type { WhitelistError } from '#core/errors/errors.ts';
import { ruleKey, type IngressRule } from './ingress-rule.ts';
import type { DescriptionUpdate } from './description-update.ts';

/** What has become of one rule that a change is about. */
export type RuleState =
  /** Nothing was sent about it, and nothing keeps it from being as it should be. */
  | 'not_sent'
  /** A request about it is out and has no answer yet. */
  | 'in_flight'
  /** This call made it what it was to be. Somebody may have undone it since. */
  | 'changed'
  /** It was as it was to be already. */
  | 'unchanged'
  /** It is not as it was to be, and nothing that is still under way can make it so. */
  | 'refused'
  /** A request about it may have been carried out, or may still be. */
  | 'unknown';

/** What is learned of a rule. */
export type RuleEvent =
  /** A request about it goes out. */
  | 'sent'
  /** AWS, or a read that proves it, says that the request made it what it was to be. */
  | 'changed'
  /** It was as it was to be before the request. */
  | 'unchanged'
  /** AWS answered that it did nothing, because of another rule of the request or of one that it did not name. */
  | 'untouched'
  /** AWS refused the request because of this rule, or the whole request. */
  | 'refused'
  /** The answer was lost, and no read tells what became of it. */
  | 'lost'
  /** The call goes no further, so that nothing more will be sent about it. */
  | 'stopped'
  /** A later read shows it otherwise than it was to be, whatever was written before. */
  | 'reverted';

type Transitions = Readonly<Record<RuleEvent, RuleState>>;

const row = (
  ...[sent, changed, unchanged, untouched, refused, lost, stopped, reverted]: Row
): Transitions => ({ sent, changed, unchanged, untouched, refused, lost, stopped, reverted });

/** A state for each of the columns. */
type Row = [
  sent: RuleState,
  changed: RuleState,
  unchanged: RuleState,
  untouched: RuleState,
  refused: RuleState,
  lost: RuleState,
  stopped: RuleState,
  reverted: RuleState,
];

/**
 * The state after an event. What was changed stays changed where a repetition finds nothing to do; what is unknown stays
 * unknown, since a request whose answer was lost may be carried out at any later time.
 */
// prettier-ignore
const TRANSITIONS: Readonly<Record<RuleState, Transitions>> = {
  //              sent         changed    unchanged    untouched    refused    lost       stopped    reverted
  not_sent:  row('in_flight', 'changed', 'unchanged', 'not_sent',  'refused', 'unknown', 'refused', 'refused'),
  in_flight: row('in_flight', 'changed', 'unchanged', 'not_sent',  'refused', 'unknown', 'unknown', 'unknown'),
  changed:   row('changed',   'changed', 'changed',   'changed',   'refused', 'unknown', 'changed', 'refused'),
  unchanged: row('in_flight', 'changed', 'unchanged', 'unchanged', 'refused', 'unknown', 'refused', 'refused'),
  refused:   row('in_flight', 'changed', 'unchanged', 'refused',   'refused', 'unknown', 'refused', 'refused'),
  unknown:   row('unknown',   'unknown', 'unknown',   'unknown',   'unknown', 'unknown', 'unknown', 'unknown'),
};

/** The lists of an outcome; each rule is in exactly one of them. */
export interface OutcomeSummary {
  /** Added (with ids where AWS told them) or removed by this call. */
  readonly changed: readonly IngressRule[];
  /** Rules that stay and have a new description. */
  readonly updated: readonly DescriptionUpdate[];
  /** Rules that were taken away and made again, since their descriptions may not be written. */
  readonly replaced: readonly DescriptionUpdate[];
  /** There already, with the description that it has where the group was read; or not there. */
  readonly unchanged: readonly IngressRule[];
  /** Not by this call; nor was it seen that somebody else has. */
  readonly failed: readonly IngressRule[];
  /** An answer was lost, and the group did not tell. */
  readonly unknown: readonly IngressRule[];
  /** Why something is failed or unknown; null where nothing is. */
  readonly error: WhitelistError | null;
  /** What is unchanged may be this call's own doing: an answer was lost, or a request failed that may have done a part. */
  readonly maybeOurs: boolean;
}

/** How a changed rule was changed. */
type Write =
  { readonly kind: 'rule' } | { readonly kind: 'updated' | 'replaced'; readonly update: DescriptionUpdate };

interface RuleOutcome {
  /** As it is reported: as AWS made it, as it was read, else as it was asked for. */
  readonly rule: IngressRule;
  readonly state: RuleState;
  readonly write: Write;
}

const WHOLE_RULE: Write = { kind: 'rule' };

/** What an event makes of a rule where nothing speaks against it: then its rule is the one to report. */
const NAMED_STATE: Partial<Record<RuleEvent, RuleState>> = {
  changed: 'changed',
  unchanged: 'unchanged',
  refused: 'refused',
  lost: 'unknown',
  stopped: 'refused',
  reverted: 'refused',
};

/** What became of every rule of a change in one group: one state per rule, moved by {@link TRANSITIONS} alone. */
export class RuleOutcomes {
  error: WhitelistError | null = null;
  maybeOurs = false;
  readonly #outcomes = new Map<string, RuleOutcome>();

  constructor(requested: readonly IngressRule[] = []) {
    this.include(requested);
  }

  /** Rules that the change is about; those that it knows already keep their state. */
  include(requested: readonly IngressRule[]): void {
    for (const rule of requested)
      if (!this.#outcomes.has(ruleKey(rule)))
        this.#outcomes.set(ruleKey(rule), { rule, state: 'not_sent', write: WHOLE_RULE });
  }

  record(event: RuleEvent, rules: readonly IngressRule[]): void {
    for (const rule of rules) this.#apply(event, rule, WHOLE_RULE);
  }

  /** Descriptions that are new, written in place or with the rule made again. */
  recordUpdates(kind: 'updated' | 'replaced', updates: readonly DescriptionUpdate[]): void {
    for (const update of updates) this.#apply('changed', update.rule, { kind, update });
  }

  /** Why the change goes no further; the first reason stays. */
  fail(error: WhitelistError): void {
    this.error ??= error;
  }

  /** `not_sent` for a rule that it is not about. */
  stateOf(rule: IngressRule): RuleState {
    return this.#outcomes.get(ruleKey(rule))?.state ?? 'not_sent';
  }

  /** The rules in this state, as they are reported. */
  listRules(state: RuleState): IngressRule[] {
    return [...this.#outcomes.values()].filter((one) => one.state === state).map(({ rule }) => rule);
  }

  /**
   * Adds what a later step of the same change came to. A rule that was changed before stays changed where the step found
   * it unchanged.
   */
  absorb(step: RuleOutcomes): void {
    for (const [key, { rule, state, write }] of step.#outcomes) {
      // As it was asked for: what it is like there already is told by whoever has read the group.
      const known = this.#outcomes.get(key)?.rule ?? rule;
      if (state === 'changed') this.#apply('changed', rule, write);
      if (state === 'unchanged') this.#apply('unchanged', known, WHOLE_RULE);
      if (state === 'refused') this.#apply('refused', rule, WHOLE_RULE);
      if (state === 'unknown' || state === 'in_flight') this.#apply('lost', rule, WHOLE_RULE);
    }
    this.maybeOurs ||= step.maybeOurs;
    this.error ??= step.error;
  }

  summarize(): OutcomeSummary {
    const all = [...this.#outcomes.values()];
    const rulesIn = (...states: readonly RuleState[]) =>
      all.filter(({ state }) => states.includes(state)).map(({ rule }) => rule);
    const changed = all.filter(({ state }) => state === 'changed');
    const updatesOf = (kind: 'updated' | 'replaced') =>
      changed.flatMap(({ write }) => (write.kind === kind ? [write.update] : []));
    return {
      changed: changed.filter(({ write }) => write.kind === 'rule').map(({ rule }) => rule),
      updated: updatesOf('updated'),
      replaced: updatesOf('replaced'),
      unchanged: rulesIn('unchanged', 'not_sent'),
      failed: rulesIn('refused'),
      unknown: rulesIn('unknown', 'in_flight'),
      error: this.error,
      maybeOurs: this.maybeOurs,
    };
  }

  #apply(event: RuleEvent, rule: IngressRule, write: Write): void {
    const key = ruleKey(rule);
    const before = this.#outcomes.get(key) ?? { rule, state: 'not_sent', write: WHOLE_RULE };
    const state = TRANSITIONS[before.state][event];
    const isAsNamed = state === NAMED_STATE[event];
    this.#outcomes.set(key, {
      rule: isAsNamed ? rule : before.rule,
      state,
      write: isAsNamed && state === 'changed' ? write : before.write,
    });
  }
}
