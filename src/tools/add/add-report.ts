import { sameRule, withoutRepeats, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Added } from '#tools/change/grant-report.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import { asFound } from '#tools/answer/grant-notes.ts';
import { NOTHING, type EachGrant } from '#tools/change/grant-report.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Made } from '#tools/change/proposal.ts';

export const ADD_STATUSES = [
  'added',
  'extended',
  'restored',
  'already_present',
  'changed_since',
  'partial',
  'planned',
] as const;

const MAY_HAVE_ADDED = 'An answer of AWS was lost, so this very call may have added it; no undo is offered.';
const KEPT = 'The rule was there already; its description was left as it is.';

/** Of an addition that made no rule, what it did to those that were there. */
export function statusOf<S extends string>(
  status: S,
  rules: readonly ChangedRule[],
): S | 'extended' | 'restored' {
  const states = rules.map(({ state }) => state);
  if (status !== 'added' || states.some((state) => state === 'added' || state === 'joined')) return status;
  if (states.includes('extended')) return 'extended';
  return states.includes('restored') ? 'restored' : status;
}

/** What the group had already was never sent; of one that was sent unseen, the description there is not known. */
export function reportOf(
  place: Place,
  wanted: readonly IngressRule[],
  made: Made<EachGrant & Partial<Added>> | undefined,
  isMany: boolean,
): GroupReport {
  const { outcome, authorize, rewrite } = made ?? { outcome: null, authorize: wanted, rewrite: [] };
  const sent = outcome === null ? [] : [...authorize, ...rewrite.map(({ rule }) => rule)];
  const there = wanted.filter((rule) => !sent.some((one) => sameRule(one, rule)));
  const each = outcome ?? NOTHING;
  const open = [
    ...each.done,
    ...each.notDone,
    ...each.unknown,
    ...each.rewritten.map(({ rule }) => rule),
    ...each.replaced.map(({ rule }) => rule),
  ];
  const present = [...there, ...each.unneeded].filter((rule) => !open.some((one) => sameRule(one, rule)));
  const unneeded = withoutRepeats(present).map((rule) =>
    asFound(rule, made?.outcome?.found, made?.group ?? null),
  );
  return { ...each, unneeded, place, retried: each.retried && (isMany || each.unneeded.length > 0) };
}

export function presentNotes({ unneeded, retried }: GroupReport, words: string | null): string[] {
  if (unneeded.length === 0) return [];
  if (retried) return [MAY_HAVE_ADDED];
  return words === null ? [] : [KEPT];
}

const HEADLINES: Readonly<Record<string, (where: string) => string>> = {
  added: (where) => `Added to ${where}.`,
  extended: (where) => `Extended in ${where}.`,
  restored: (where) => `Put back in ${where}.`,
  changed_since: (where) => `Changed since then in ${where}: nothing was put back.`,
};

export const addHeadline = (
  { status, warnings }: { readonly status: string; readonly warnings: readonly string[] },
  where: string,
): string => {
  const headline = HEADLINES[status];
  if (headline) return headline(where);
  return warnings.includes(MAY_HAVE_ADDED)
    ? `Allowed by ${where}.`
    : `Already allowed by ${where}: nothing had to be changed.`;
};
