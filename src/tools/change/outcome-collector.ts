import type { RuleOutcomes } from '#aws/security-groups/group.ts';
import type { WhitelistError } from '#core/errors/errors.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import type { GroupOutcome } from './group-outcome.ts';
import type { NotesWritten } from './write-notes.ts';

/** Collects what several rounds of one addition came to. */
export class OutcomeCollector {
  readonly #wanted: readonly IngressRule[];
  readonly #done = new Map<string, IngressRule>();
  readonly #rewritten = new Map<string, DescriptionUpdate>();
  readonly #replaced = new Map<string, DescriptionUpdate>();
  readonly #notDone = new Map<string, IngressRule>();
  readonly #unknown = new Map<string, IngressRule>();
  #retried = false;
  error: WhitelistError | null = null;

  constructor(wanted: readonly IngressRule[]) {
    this.#wanted = wanted;
  }

  add(each: RuleOutcomes, notes: NotesWritten): void {
    // What was found before the last write is what an undo brings back: others may have written since the first.
    for (const rule of each.changed) this.#written(rule, this.#done, rule);
    for (const one of notes.written) this.#written(one.rule, this.#rewritten, one);
    for (const one of notes.replaced) this.#written(one.rule, this.#replaced, one);
    for (const rule of [...each.markFailed, ...notes.notDone.map((one) => one.rule)])
      this.#notDone.set(ruleKey(rule), rule);
    for (const rule of [...each.unknown, ...notes.unknown.map((one) => one.rule)])
      this.#unknown.set(ruleKey(rule), rule);
    this.#retried ||= each.maybeOurs;
    this.error = each.error ?? notes.error;
  }

  #written<T>(rule: IngressRule, list: Map<string, T>, value: T): void {
    const key = ruleKey(rule);
    for (const one of [this.#done, this.#rewritten, this.#replaced]) one.delete(key);
    list.set(key, value);
  }

  /** @param rules - Those that it keeps from being done, or from being looked at once more. */
  markFailed(error: WhitelistError, rules: readonly IngressRule[]): void {
    this.error = error;
    const told = [this.#done, this.#rewritten, this.#replaced, this.#unknown];
    for (const rule of rules)
      if (!told.some((list) => list.has(ruleKey(rule)))) this.#notDone.set(ruleKey(rule), rule);
  }

  /** @param rules - Those that a look found otherwise than they were to be, whatever was written before. */
  markMissing(error: WhitelistError, rules: readonly IngressRule[]): void {
    this.error = error;
    for (const rule of rules) if (!this.#unknown.has(ruleKey(rule))) this.#notDone.set(ruleKey(rule), rule);
  }

  toOutcome(): GroupOutcome {
    const open = [this.#notDone, this.#unknown];
    const isTold = (rule: IngressRule) =>
      [this.#done, this.#rewritten, this.#replaced, ...open].some((list) => list.has(ruleKey(rule)));
    const clean = <T>(map: Map<string, T>) =>
      [...map].filter(([key]) => !open.some((list) => list.has(key))).map(([, value]) => value);
    return {
      changed: clean(this.#done),
      rewritten: clean(this.#rewritten),
      replaced: clean(this.#replaced),
      markFailed: [...this.#notDone.values()],
      unknown: [...this.#unknown.values()],
      unchanged: this.#wanted.filter((rule) => !isTold(rule)),
      error: this.error,
      maybeOurs: this.#retried,
    };
  }
}
