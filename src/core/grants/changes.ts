import { describeRule, ruleKey, withoutRepeats, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';
import type { HolderName } from './holder.ts';
import { describeHolding, join, leave, type WantedHolding } from './holders.ts';
import { isOtherNote, parseNote, printNote, type Holding } from './note.ts';

/** What becomes of rules that a holder wants in a group. */
export interface Joining {
  /** Not there yet. */
  readonly authorize: readonly IngressRule[];
  readonly rewrite: readonly Rewrite[];
  /** There already, as they are there, for as long as is wanted. */
  readonly held: readonly { readonly rule: IngressRule; readonly own: Holding }[];
  /** There already and not this program's: nothing is written on them, and nothing ends them. */
  readonly foreign: readonly IngressRule[];
}

/**
 * @param existing - The group's rules.
 * @param wanted - With the descriptions that they are made with.
 * @param now - AWS's time.
 * @throws WhitelistError `holders_full`
 */
export function joining(
  existing: readonly IngressRule[],
  wanted: readonly IngressRule[],
  holding: WantedHolding,
  now: Date,
): Joining {
  const there = new Map(existing.map((rule) => [ruleKey(rule), rule]));
  const authorize: IngressRule[] = [];
  const rewrite: Rewrite[] = [];
  const held: { rule: IngressRule; own: Holding }[] = [];
  const foreign: IngressRule[] = [];
  for (const rule of withoutRepeats(wanted)) {
    const present = there.get(ruleKey(rule));
    const note = parseNote(present?.description ?? null);
    if (!present) authorize.push(rule);
    else if (!note) foreign.push(present);
    else {
      const joined = join(note, holding, now);
      const to = joined.kind === 'held' ? null : printNote(joined.note);
      // A share whose end has passed since it was written is written all the same.
      if (to === null || to === present.description) held.push({ rule: present, own: joined.own });
      else rewrite.push({ rule: present, to, gives: true });
    }
  }
  return { authorize, rewrite, held, foreign };
}

/** What becomes of rules that a holder gives up. */
export interface Leaving {
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly Rewrite[];
  /** Rules of others, which stay as they are; empty `holders`: of a version of this program that is not this one. */
  readonly blocked: readonly { readonly rule: IngressRule; readonly holders: readonly Holding[] }[];
  /** Whose access goes with a rule, a sentence each. */
  readonly risks: readonly string[];
}

/**
 * @param rules - Those that are meant, as they are there.
 * @param whole - Whether they go whoever holds them.
 * @param now - AWS's time.
 */
export function leaving(
  rules: readonly IngressRule[],
  holder: HolderName,
  whole: boolean,
  now: Date,
): Leaving {
  const revoke: IngressRule[] = [];
  const rewrite: Rewrite[] = [];
  const blocked: { rule: IngressRule; holders: readonly Holding[] }[] = [];
  const risks: string[] = [];
  for (const rule of rules) {
    const note = parseNote(rule.description);
    const left = note && leave(note, holder, now);
    if (whole) {
      revoke.push(rule);
      const others = left?.kind === 'not_held' ? left.others : left?.kind === 'changed' ? left.live : [];
      if (others.length > 0)
        risks.push(`${describeRule(rule)} goes for others too: ${others.map(describeHolding).join(', ')}.`);
      if (isOtherNote(rule.description))
        risks.push(
          `${describeRule(rule)} has the note of another version: who else it goes for is not known.`,
        );
    } else if (isOtherNote(rule.description)) blocked.push({ rule, holders: [] });
    else if (left?.kind === 'not_held') blocked.push({ rule, holders: left.others });
    else if (left?.kind === 'changed') rewrite.push({ rule, to: printNote(left.note), gives: false });
    else revoke.push(rule);
  }
  return { revoke, rewrite, blocked, risks };
}
