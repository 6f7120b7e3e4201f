import { WHOLE_REQUEST_REFUSALS } from '#aws/errors/explanations.ts';
import type { WhitelistError } from '#core/errors/errors.ts';
import { isSameDescription, ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { RuleOutcomes } from '#core/rules/rule-outcomes.ts';

/** A group's rules by their keys; null where it could not be read. */
export type RulesByKey = ReadonlyMap<string, IngressRule> | null;

type Rules = readonly IngressRule[];

interface Failure {
  readonly failure: WhitelistError;
  /** The request may have been carried out, or may still be. */
  readonly isUnknown: boolean;
  /** The group as it was read afterwards. */
  readonly rules: RulesByKey;
}

/** Concludes from AWS's answers and from reads of the group what became of each rule of one change. */
export class RuleOutcomeTracker {
  readonly #outcomes: RuleOutcomes;
  readonly #targetState: 'present' | 'absent';
  /** The group before the request that is sent next. */
  #before: RulesByKey;
  /** Rules, as they were asked for, that a read alone showed to be as they are to be. */
  #readAsWanted: IngressRule[] = [];
  /** Something was answered after that read. */
  #answeredSinceRead = false;
  /** Keys of rules of which an answer was lost: a request that is over by its last answer may have changed them. */
  readonly #responseLost = new Set<string>();

  constructor(targetState: 'present' | 'absent', requested: Rules, before: RulesByKey) {
    this.#targetState = targetState;
    this.#outcomes = new RuleOutcomes(requested);
    this.#before = before;
  }

  /** Whether what a read told may have changed meanwhile. */
  get needsRecheck(): boolean {
    return this.#readAsWanted.length > 0 && this.#answeredSinceRead;
  }

  recordSent(part: Rules): void {
    this.#outcomes.record('sent', part);
  }

  /** AWS's own answer about each of them. */
  recordAnswer(changed: Rules, unchanged: Rules): void {
    this.#outcomes.record('changed', changed);
    this.#outcomes.record(
      'unchanged',
      unchanged.map((rule) => this.#asRead(rule, null)),
    );
    this.#answeredSinceRead = true;
  }

  /** @param refused - An answer about these was lost before AWS refused them. */
  recordLostResponse(refused: Rules): void {
    this.#outcomes.maybeOurs = true;
    for (const rule of refused) this.#responseLost.add(ruleKey(rule));
  }

  /**
   * What of a refused part the read explains needs nothing.
   *
   * @returns the parts to send next
   */
  splitRefused(part: Rules, read: RulesByKey): Rules[] {
    if (read) this.#before = read;
    this.#outcomes.record('untouched', part);
    const [asWanted, rest] = this.#split(part, read);
    // What an earlier read told is as old as it was.
    this.#answeredSinceRead &&= this.#readAsWanted.length > 0;
    this.#readAsWanted.push(...asWanted);
    this.#recordUnchanged(asWanted, read);
    if (asWanted.length > 0) return rest.length > 0 ? [rest] : [];
    const half = Math.ceil(part.length / 2);
    return [part.slice(0, half), part.slice(half)];
  }

  /** @returns what an earlier read showed and this one does not; where it cannot be made, the earlier one counts */
  takeReverted(read: RulesByKey): Rules {
    if (!read) return [];
    // One that is sent again is sent as it was asked for, not as somebody else had described it.
    const [, reverted] = this.#split(this.#readAsWanted, read);
    this.#before = read;
    const revertedRules = new Set(reverted);
    this.#readAsWanted = this.#readAsWanted.filter((rule) => !revertedRules.has(rule));
    this.#answeredSinceRead = false;
    return reverted;
  }

  /** A part's request failed, and the rest was not sent. */
  recordFailure(part: Rules, rest: Rules, { failure, isUnknown, rules: read }: Failure): void {
    const [asWanted, missing] = this.#split(part, read);
    const isWholeRefused = !isUnknown && (part.length === 1 || WHOLE_REQUEST_REFUSALS.includes(failure.code));
    for (const rule of asWanted) this.#attribute(rule, read, { isUnknown, isWholeRefused });
    this.#recordMissing(missing, isWholeRefused || (read !== null && !isUnknown) ? 'refused' : 'lost');
    const [restAsWanted, restMissing] = this.#split(rest, read);
    this.#recordUnchanged(restAsWanted, read);
    this.#recordMissing(restMissing, 'stopped');
    if (read) this.#outcomes.record('reverted', this.takeReverted(read));
  }

  /** @param toError - Why not every rule came to its end, given those of which it is not known; null: they did. */
  finish(toError: ((unknown: Rules) => WhitelistError) | null): RuleOutcomes {
    const { failed, unknown } = this.#outcomes.summarize();
    if (toError && failed.length + unknown.length > 0) this.#outcomes.fail(toError(unknown));
    return this.#outcomes;
  }

  /** A rule of a request that failed is as it is to be. Whose doing that is, only a read before it can tell. */
  #attribute(
    rule: IngressRule,
    read: RulesByKey,
    { isUnknown, isWholeRefused }: { isUnknown: boolean; isWholeRefused: boolean },
  ) {
    const isThere = this.#targetState === 'absent' && read?.has(ruleKey(rule));
    const wasBefore = this.#before !== null && this.#isAsWanted(rule, this.#before);
    const isOthers = isThere || isWholeRefused || wasBefore;
    const isOurs = !isOthers && !isUnknown && this.#before !== null;
    this.#outcomes.record(isOurs ? 'changed' : 'unchanged', [this.#asRead(rule, read)]);
    this.#outcomes.maybeOurs ||= !isOthers && !isOurs;
  }

  #recordUnchanged(rules: Rules, read: RulesByKey): void {
    this.#outcomes.record(
      'unchanged',
      rules.map((rule) => this.#asRead(rule, read)),
    );
  }

  #recordMissing(rules: Rules, event: 'refused' | 'stopped' | 'lost'): void {
    for (const rule of rules)
      this.#outcomes.record(this.#responseLost.has(ruleKey(rule)) ? 'lost' : event, [rule]);
  }

  /** One that is to go and has been described otherwise since is another one by now: somebody's grant may be on it. */
  #isAsWanted(rule: IngressRule, read: NonNullable<RulesByKey>): boolean {
    const there = read.get(ruleKey(rule));
    if (this.#targetState === 'present') return there !== undefined;
    return there === undefined || !isSameDescription(there, rule);
  }

  #split(rules: Rules, read: RulesByKey): readonly [asWanted: IngressRule[], others: IngressRule[]] {
    const asWanted = rules.filter((rule) => read !== null && this.#isAsWanted(rule, read));
    const wanted = new Set(asWanted);
    return [asWanted, rules.filter((rule) => !wanted.has(rule))];
  }

  /** One that is there has its own description, not the one that it was asked for with. */
  #asRead(rule: IngressRule, read: RulesByKey): IngressRule {
    if (this.#targetState === 'absent') return rule;
    return read?.get(ruleKey(rule)) ?? { ...rule, description: null };
  }
}
