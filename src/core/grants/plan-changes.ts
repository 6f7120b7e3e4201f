import {
  dedupeRules,
  describeRule,
  ruleKey,
  toRulesByKey,
  type IngressRule,
} from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/description-update.ts';
import type { HolderName } from './holder.ts';
import { describeGrant, addGrant, removeGrant, type GrantRequest } from './grant.ts';
import type { Moment } from './moment.ts';
import { isNoteOfOtherVersion, parseNote, formatNote, type Grant } from './note.ts';

/** How to give a holder rules in a group. */
export interface GrantPlan {
  /** Not there yet. */
  readonly authorize: readonly IngressRule[];
  readonly rewrite: readonly DescriptionUpdate[];
  /** Existing rules that the holder has for long enough already. */
  readonly held: readonly { readonly rule: IngressRule; readonly own: Grant }[];
  /** Existing rules that are not this program's: they get no note, and never expire. */
  readonly foreign: readonly IngressRule[];
}

/**
 * @param existing - The group's rules, or the same by their keys.
 * @param wanted - With the descriptions that they are made with.
 * @throws WhitelistError `holders_full`
 */
export function planGrant(
  existing: readonly IngressRule[] | ReadonlyMap<string, IngressRule>,
  wanted: readonly IngressRule[],
  request: GrantRequest,
  now: Moment,
): GrantPlan {
  const there = isByKey(existing) ? existing : toRulesByKey(existing);
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
      // An expired grant with the same end would give the same text: there is nothing to write.
      if (to === null || to === present.description) held.push({ rule: present, own: added.own });
      else {
        const shortens = added.kind === 'changed' && added.shortens;
        rewrite.push({ rule: present, to, gives: !shortens, ...(shortens && { shortens }) });
      }
    }
  }
  return { authorize, rewrite, held, foreign };
}

const isByKey = (
  rules: readonly IngressRule[] | ReadonlyMap<string, IngressRule>,
): rules is ReadonlyMap<string, IngressRule> => rules instanceof Map;

/** How to take rules from a holder. */
export interface ReleasePlan {
  readonly revoke: readonly IngressRule[];
  readonly rewrite: readonly DescriptionUpdate[];
  /** Rules of others, which stay as they are; `holders` is empty for a note of another version of this program. */
  readonly blocked: readonly { readonly rule: IngressRule; readonly holders: readonly Grant[] }[];
  /** Whose access is lost with a rule, a sentence each. */
  readonly risks: readonly string[];
}

/**
 * @param rules - The selected rules, as they are in the group.
 * @param whole - Whether to remove them whoever else holds them.
 */
export function planRelease(
  rules: readonly IngressRule[],
  holder: HolderName,
  whole: boolean,
  now: Moment,
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
