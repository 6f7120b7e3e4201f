import type { WhitelistError } from '#core/errors/errors.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { EachRule } from './group.ts';
import { AS_A_WHOLE } from './whole-refusals.ts';

/** A group's rules by their keys; null where it could not be read. */
export type Look = ReadonlyMap<string, IngressRule> | null;

type Rules = readonly IngressRule[];

interface Failure {
  readonly failure: WhitelistError;
  /** The request may have been carried out, or may still be. */
  readonly doubtful: boolean;
  readonly look: Look;
}

/** What is known of each rule of one change, as answers and looks at the group come in. */
export class RuleLists {
  readonly done: IngressRule[] = [];
  readonly unneeded: IngressRule[] = [];
  readonly notDone: IngressRule[] = [];
  readonly unknown: IngressRule[] = [];
  retried = false;
  readonly #to: 'present' | 'absent';
  /** The group before the request that is sent next. */
  #before: Look;
  /** As they are to be, by a look alone: as they were asked for, and as they were seen. */
  #seen: { readonly asked: IngressRule; readonly is: IngressRule }[] = [];
  /** Something was sent after that look. */
  #since = false;
  /** Keys of rules of which an answer was lost: a request that is over by its last answer may have changed them. */
  readonly #doubted = new Set<string>();

  constructor(to: 'present' | 'absent', before: Look) {
    this.#to = to;
    this.#before = before;
  }

  /** Whether what a look told may have changed meanwhile. */
  get hearsay(): boolean {
    return this.#seen.length > 0 && this.#since;
  }

  /** AWS's own answer about each of them. */
  sent(done: Rules, unneeded: Rules): void {
    this.done.push(...done);
    this.unneeded.push(...unneeded.map((rule) => this.#asItIs(rule, null)));
    this.#since = true;
  }

  /** An answer about these was lost before AWS refused them. */
  doubt(part: Rules): void {
    for (const rule of part) this.#doubted.add(ruleKey(rule));
  }

  /**
   * What of a refused part the look explains needs nothing.
   *
   * @returns the parts to send next
   */
  explained(part: Rules, look: Look): Rules[] {
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
  cameBack(look: Look): Rules {
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
  failed(part: Rules, rest: Rules, { failure, doubtful, look }: Failure): void {
    const [seen, missing] = this.#split(part, look);
    const asAWhole = !doubtful && (part.length === 1 || AS_A_WHOLE.includes(failure.code));
    for (const rule of seen) this.#attribute(rule, look, { doubtful, asAWhole });
    const refused = asAWhole || (look !== null && !doubtful);
    for (const rule of missing) this.#missing(rule, refused);
    const [seenOfRest, restMissing] = this.#split(rest, look);
    this.unneeded.push(...seenOfRest.map((rule) => this.#asItIs(rule, look)));
    for (const rule of restMissing) this.#missing(rule, true);
    if (look) this.notDone.push(...this.cameBack(look));
  }

  told(failure: WhitelistError | null): EachRule {
    const { done, notDone, unknown, retried } = this;
    const error = notDone.length + unknown.length > 0 ? failure : null;
    return {
      done,
      unneeded: [...this.unneeded, ...this.#seen.map(({ is }) => is)],
      notDone,
      unknown,
      error,
      retried,
    };
  }

  /** A rule of a request that failed is as it is to be. Whose doing that is, only a look before it can tell. */
  #attribute(
    rule: IngressRule,
    look: Look,
    { doubtful, asAWhole }: { doubtful: boolean; asAWhole: boolean },
  ) {
    const isThere = this.#to === 'absent' && look?.has(ruleKey(rule));
    const others = isThere || asAWhole || (this.#before !== null && this.#isAsWanted(rule, this.#before));
    const own = !others && !doubtful && this.#before !== null;
    (own ? this.done : this.unneeded).push(this.#asItIs(rule, look));
    this.retried ||= !others && !own;
  }

  #missing(rule: IngressRule, refused: boolean): void {
    (refused && !this.#doubted.has(ruleKey(rule)) ? this.notDone : this.unknown).push(rule);
  }

  /** One that is to go and has been described otherwise since is another one by now: somebody's share may be on it. */
  #isAsWanted(rule: IngressRule, look: NonNullable<Look>): boolean {
    const there = look.get(ruleKey(rule));
    if (this.#to === 'present') return there !== undefined;
    return there === undefined || (there.description ?? '') !== (rule.description ?? '');
  }

  #split(rules: Rules, look: Look): readonly [asWanted: IngressRule[], others: IngressRule[]] {
    const asWanted = rules.filter((rule) => look !== null && this.#isAsWanted(rule, look));
    return [asWanted, rules.filter((rule) => !asWanted.includes(rule))];
  }

  /** One that is there has its own description, not the one that it was asked for with. */
  #asItIs(rule: IngressRule, look: Look): IngressRule {
    if (this.#to === 'absent') return rule;
    return look?.get(ruleKey(rule)) ?? { ...rule, description: null };
  }
}
