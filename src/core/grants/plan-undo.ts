import { describeRule, ruleKey, toRulesByKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { RuleDiff } from '#core/rules/rule-diff.ts';
import { describeGrant, isLaterEnd, isPastGrace } from './grant.ts';
import type { HolderName } from './holder.ts';
import { certainTime, type Moment } from './moment.ts';
import { formatNote, parseNote, type Grant } from './note.ts';
import { planRelease } from './plan-changes.ts';

/** What takes a change of rules back: they go, they come back, or they get back their descriptions. */
export const UNDO_ACTIONS = ['remove', 'add', 'describe'] as const;

export interface Undo {
  readonly action: (typeof UNDO_ACTIONS)[number];
  /** The rule's whole description as the change left it; of no weight where the rule is to come back. */
  readonly left: string;
  /** The same as it was before; of no weight where the rule is to go. */
  readonly before: string;
}

/**
 * By whose word it is undone: `own` is what this process told itself; of anything else this is the caller, for whom it
 * is judged like the same additions and removals.
 */
export type UndoWord = { readonly kind: 'own' } | { readonly kind: 'told'; readonly caller: HolderName };

export interface UndoPlan extends RuleDiff {
  /** Rules that are not as the change left them. */
  readonly changed: readonly IngressRule[];
  /** Rules of which everybody's access has come to its end. */
  readonly ended: readonly IngressRule[];
}

/**
 * Where one rule is not as it was left, nothing of the group is undone.
 *
 * @param existing - The group's rules.
 * @param rules - Those that the undo names.
 */
export function planUndo(
  existing: readonly IngressRule[],
  rules: readonly IngressRule[],
  undo: Undo,
  { word, now }: { readonly word: UndoWord; readonly now: Moment },
): UndoPlan {
  const { action, left, before } = undo;
  const there = toRulesByKey(existing);
  const present = (rule: IngressRule) => there.get(ruleKey(rule)) ?? null;
  const text = withoutEnded(before, certainTime(now));
  const isUndone = (rule: IngressRule): boolean => {
    const found = present(rule);
    if (action === 'remove') return found === null;
    return found !== null && [before, text].includes(found.description ?? '');
  };
  const isAsLeft = (rule: IngressRule): boolean => {
    const found = present(rule);
    return action === 'add' ? found === null : found !== null && (found.description ?? '') === left;
  };
  const open = rules.filter((rule) => !isUndone(rule));
  const changed = open.filter((rule) => !isAsLeft(rule)).map((rule) => present(rule) ?? rule);
  const ended = action !== 'remove' && text === null ? open.filter(isAsLeft) : [];
  const nothing = { authorize: [], revoke: [], rewrite: [], changed, ended };
  if (changed.length + ended.length > 0 || open.length === 0) return nothing;
  const found = open.flatMap((rule) => present(rule) ?? []);
  if (action === 'remove')
    return { ...nothing, revoke: found, risks: listRemovalRisks(found, left, word, now) };
  if (text === null) return nothing;
  if (action === 'add')
    return {
      ...nothing,
      authorize: open.map((rule) => ({ ...rule, description: text })),
      longest: longestHours(parseNote(text)?.holders ?? null, now.date),
      risks: listAdditionRisks(open, text, word),
    };
  const given = listGiven(left, text);
  return {
    ...nothing,
    rewrite: found.map((rule) => ({ rule, to: text, gives: given.length > 0 })),
    longest: given.length > 0 ? longestHours(given, now.date) : undefined,
    risks: listRewriteRisks(found, left, text, word),
  };
}

/** What came to its end does not come back; null: nothing is left of it. */
function withoutEnded(description: string, now: Date): string | null {
  const note = parseNote(description);
  if (!note) return description;
  const holders = note.holders.filter((one) => !isPastGrace(one, now));
  if (holders.length === note.holders.length) return description;
  return holders.length === 0 ? null : formatNote({ ...note, holders });
}

/** @param grants - Null: a rule without a note, which has no end. */
function longestHours(grants: readonly Grant[] | null, now: Date): number | null {
  const hours = (grants ?? []).map(({ until }) =>
    until ? (until.getTime() - now.getTime()) / 3_600_000 : null,
  );
  return grants === null || hours.includes(null) ? null : Math.max(...hours.map(Number));
}

const holdersOf = (description: string): readonly Grant[] => parseNote(description)?.holders ?? [];

const findGrant = (grants: readonly Grant[], { holder }: Grant): Grant | null =>
  grants.find((one) => one.holder === holder) ?? null;

/** The grants of the second description that begin, or last longer, with it. */
const listGiven = (from: string, to: string): Grant[] =>
  holdersOf(to).filter((grant) => {
    const earlier = findGrant(holdersOf(from), grant);
    return earlier === null || isLaterEnd(grant.until, earlier.until);
  });

/** As the same removal has it: by its one holder's name, else of the whole rule. */
function listRemovalRisks(
  rules: readonly IngressRule[],
  left: string,
  word: UndoWord,
  now: Moment,
): readonly string[] {
  if (word.kind === 'own') return [];
  const [one, ...others] = holdersOf(left).filter((grant) => !isPastGrace(grant, certainTime(now)));
  const isWhole = one === undefined || others.length > 0;
  return planRelease(rules, isWhole ? word.caller : one.holder, isWhole, now).risks;
}

/** An addition gives one holder a grant. */
function listAdditionRisks(rules: readonly IngressRule[], text: string, word: UndoWord): string[] {
  const holders = holdersOf(text);
  if (word.kind === 'own' || holders.length < 2) return [];
  const names = holders.map(describeGrant).join(', ');
  return rules.map((rule) => `${describeRule(rule)} would be held by several at once: ${names}.`);
}

/** An addition or a removal changes the grant of one holder, and only a holder gives up a part of theirs. */
function listRewriteRisks(
  rules: readonly IngressRule[],
  left: string,
  text: string,
  word: UndoWord,
): string[] {
  if (word.kind === 'own') return [];
  const [from, to] = [holdersOf(left), holdersOf(text)];
  const given = listGiven(left, text);
  const taken = from.filter((grant) => findGrant(to, grant) === null);
  const altered = to.filter((grant) => {
    const earlier = findGrant(from, grant);
    return earlier !== null && !given.includes(grant) && !isSameGrant(earlier, grant);
  });
  const isOrdinary =
    given.length + taken.length + altered.length <= 1 &&
    altered.every(({ holder }) => holder === word.caller);
  if (isOrdinary) return [];
  const parts = [
    ...given.map((grant) => `gives ${describeGrant(grant)}`),
    ...altered.map((grant) => `leaves ${describeGrant(grant)}`),
    ...taken.map((grant) => `takes it from ${describeGrant(grant)}`),
  ];
  return rules.map((rule) => `Of ${describeRule(rule)}, it ${parts.join(', ')}.`);
}

const isSameGrant = (a: Grant, b: Grant): boolean =>
  a.until?.getTime() === b.until?.getTime() && a.reason === b.reason;
