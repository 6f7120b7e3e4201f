import type { WhitelistError } from '#core/errors/errors.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { RuleOutcomes } from './group.ts';
import { WHOLE_REQUEST_REFUSALS } from '#aws/errors/explanations.ts';

/** A group's rules by their keys; null where it could not be read. */
export type RulesByKey = ReadonlyMap<string, IngressRule> | null;

type Rules = readonly IngressRule[];

interface Failure {
  readonly failure: WhitelistError;
  /** The request may have been carried out, or may still be. */
  readonly isUnknown: boolean;
  readonly rules: RulesByKey;
}

/** What is known of each rule of one change, as answers and looks at the group come in. */
export class RuleOutcomeTracker {
  readonly changed: IngressRule[] = [];
  readonly unchanged: IngressRule[] = [];
  readonly failed: IngressRule[] = [];
  readonly unknown: IngressRule[] = [];
  maybeOurs = false;
  readonly #to: 'present' | 'absent';
  /** The group before the request that is sent next. */
  #before: RulesByKey;
  /** As they are to be, by a look alone: as they were asked for, and as they were seen. */
  #seen: { readonly asked: IngressRule; readonly is: IngressRule }[] = [];
  /** Something was sent after that look. */
  #since = false;
  /** Keys of rules of which an answer was lost: a request that is over by its last answer may have changed them. */
  readonly #doubted = new Set<string>();

  constructor(to: 'present' | 'absent', before: RulesByKey) {
    this.#to = to;
    this.#before = before;
  }

  /** Whether what a look told may have changed meanwhile. */
  get needsRecheck(): boolean {
    return this.#seen.length > 0 && this.#since;
  }

  /** AWS's own answer about each of them. */
  recordAnswer(changed: Rules, unchanged: Rules): void {
    this.changed.push(...changed);
    this.unchanged.push(...unchanged.map((rule) => this.#asItIs(rule, null)));
    this.#since = true;
  }

  /** An answer about these was lost before AWS refused them. */
  recordLostResponse(part: Rules): void {
    for (const rule of part) this.#doubted.add(ruleKey(rule));
  }

  /**
   * What of a refused part the look explains needs nothing.
   *
   * @returns the parts to send next
   */
  splitRefused(part: Rules, look: RulesByKey): Rules[] {
    if (look) this.#before = look;
    const [seen, rest] = this.#split(part, look);
    // What an earlier look told is as old as it was.
    this.#since &&= this.#seen.length > 0;
    this.#seen.push(...seen.map((asked) => ({ asked, is: this.#asItIs(asked, look) })));
    if (seen.length > 0) return rest.length > 0 ? [rest] : [];
    const half = Math.ceil(part.length / 2);
    return [part.slice(0, half), part.slice(half)];
  }

  /** @returns what an earlier look told of and this one does not; where it cannot be made, the earlier one counts */
  takeReverted(look: RulesByKey): Rules {
    if (!look) return [];
    const asked = this.#seen.map((one) => one.asked);
    const [, back] = this.#split(asked, look);
    this.#before = look;
    // One that is sent again is sent as it was asked for, not as somebody else had described it.
    this.#seen = this.#seen.filter((one) => !back.includes(one.asked));
    this.#since = false;
    return back;
  }

  /** A part's request failed, and the rest was not sent. */
  recordFailure(part: Rules, rest: Rules, { failure, isUnknown: doubtful, rules: look }: Failure): void {
    const [seen, missing] = this.#split(part, look);
    const asAWhole = !doubtful && (part.length === 1 || WHOLE_REQUEST_REFUSALS.includes(failure.code));
    for (const rule of seen) this.#attribute(rule, look, { doubtful, asAWhole });
    const refused = asAWhole || (look !== null && !doubtful);
    for (const rule of missing) this.#missing(rule, refused);
    const [seenOfRest, restMissing] = this.#split(rest, look);
    this.unchanged.push(...seenOfRest.map((rule) => this.#asItIs(rule, look)));
    for (const rule of restMissing) this.#missing(rule, true);
    if (look) this.failed.push(...this.takeReverted(look));
  }

  toOutcomes(failure: WhitelistError | null): RuleOutcomes {
    const { changed, failed, unknown, maybeOurs } = this;
    const error = failed.length + unknown.length > 0 ? failure : null;
    return {
      changed,
      unchanged: [...this.unchanged, ...this.#seen.map(({ is }) => is)],
      markFailed: failed,
      unknown,
      error,
      maybeOurs,
    };
  }

  /** A rule of a request that failed is as it is to be. Whose doing that is, only a look before it can tell. */
  #attribute(
    rule: IngressRule,
    look: RulesByKey,
    { doubtful, asAWhole }: { doubtful: boolean; asAWhole: boolean },
  ) {
    const isThere = this.#to === 'absent' && look?.has(ruleKey(rule));
    const others = isThere || asAWhole || (this.#before !== null && this.#isAsWanted(rule, this.#before));
    const own = !others && !doubtful && this.#before !== null;
    (own ? this.changed : this.unchanged).push(this.#asItIs(rule, look));
    this.maybeOurs ||= !others && !own;
  }

  #missing(rule: IngressRule, refused: boolean): void {
    (refused && !this.#doubted.has(ruleKey(rule)) ? this.failed : this.unknown).push(rule);
  }

  /** One that is to go and has been described otherwise since is another one by now: somebody's share may be on it. */
  #isAsWanted(rule: IngressRule, look: NonNullable<RulesByKey>): boolean {
    const there = look.get(ruleKey(rule));
    if (this.#to === 'present') return there !== undefined;
    return there === undefined || (there.description ?? '') !== (rule.description ?? '');
  }

  #split(rules: Rules, look: RulesByKey): readonly [asWanted: IngressRule[], others: IngressRule[]] {
    const asWanted = rules.filter((rule) => look !== null && this.#isAsWanted(rule, look));
    return [asWanted, rules.filter((rule) => !asWanted.includes(rule))];
  }

  /** One that is there has its own description, not the one that it was asked for with. */
  #asItIs(rule: IngressRule, look: RulesByKey): IngressRule {
    if (this.#to === 'absent') return rule;
    return look?.get(ruleKey(rule)) ?? { ...rule, description: null };
  }
}
