import { describeRule, ruleKey, dedupeRules, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import type { HolderName } from './holder.ts';
import { describeGrant, addGrant, removeGrant, type GrantRequest } from './grant.ts';
import { isNoteOfOtherVersion, parseNote, formatNote, type Grant } from './note.ts';

/** What becomes of rules that a holder wants in a group. */
export interface GrantPlan {
  /** Not there yet. */
  readonly authorize: readonly IngressRule[];
  readonly rewrite: readonly DescriptionUpdate[];
  /** There already, as they are there, for as long as is wanted. */
  readonly held: readonly { readonly rule: IngressRule; readonly own: Grant }[];
  /** There already and not this program's: nothing is written on them, and nothing ends them. */
  readonly foreign: readonly IngressRule[];
}

/**
 * @param existing - The group's rules.
 * @param wanted - With the descriptions that they are made with.
 * @param now - AWS's time.
 * @throws WhitelistError `holders_full`
 */
export function planGrant(
  existing: readonly IngressRule[],
  wanted: readonly IngressRule[],
  request: GrantRequest,
  now: Date,
): GrantPlan {
  const there = new Map(existing.map((rule) => [ruleKey(rule), rule]));
  const authorize: IngressRule[] = [];
  const rewrite: DescriptionUpdate[] = [];
  const held: { rule: IngressRule; own: Grant }[] = [];
  const foreign: IngressRule[] = [];
  for (const rule of dedupeRules(wanted)) {
    const present = there.get(ruleKey(rule));
    const note = parseNote(present?.description ?? null);
    if (!present) authorize.push(rule);
    else if (!note) foreign.push(present);
    else {
      const added = addGrant(note, request, now);
      const to = added.kind === 'held' ? null : formatNote(added.note);
      // A share whose end has passed since it was written is written all the same.
      if (to === null || to === present.description) held.push({ rule: present, own: added.own });
      else rewrite.push({ rule: present, to, gives: true });
    }
  }
  return { authorize, rewrite, held, foreign };
}

/** What becomes of rules that a holder gives up. */
export interface ReleasePlan {
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly DescriptionUpdate[];
  /** Rules of others, which stay as they are; empty `holders`: of a version of this program that is not this one. */
  readonly blocked: readonly { readonly rule: IngressRule; readonly holders: readonly Grant[] }[];
  /** Whose access goes with a rule, a sentence each. */
  readonly risks: readonly string[];
}

/**
 * @param rules - Those that are meant, as they are there.
 * @param whole - Whether they go whoever holds them.
 * @param now - AWS's time.
 */
export function planRelease(
  rules: readonly IngressRule[],
  holder: HolderName,
  whole: boolean,
  now: Date,
): ReleasePlan {
  const revoke: IngressRule[] = [];
  const rewrite: DescriptionUpdate[] = [];
  const blocked: { rule: IngressRule; holders: readonly Grant[] }[] = [];
  const risks: string[] = [];
  for (const rule of rules) {
    const note = parseNote(rule.description);
    const remaining = note && removeGrant(note, holder, now);
    if (whole) {
      revoke.push(rule);
      const others =
        remaining?.kind === 'not_held'
          ? remaining.others
          : remaining?.kind === 'changed'
            ? remaining.live
            : [];
      if (others.length > 0)
        risks.push(`${describeRule(rule)} goes for others too: ${others.map(describeGrant).join(', ')}.`);
      if (isNoteOfOtherVersion(rule.description))
        risks.push(
          `${describeRule(rule)} has the note of another version: who else it goes for is not known.`,
        );
    } else if (isNoteOfOtherVersion(rule.description)) blocked.push({ rule, holders: [] });
    else if (remaining?.kind === 'not_held') blocked.push({ rule, holders: remaining.others });
    else if (remaining?.kind === 'changed')
      rewrite.push({ rule, to: formatNote(remaining.note), gives: false });
    else revoke.push(rule);
  }
  return { revoke, rewrite, blocked, risks };
}
