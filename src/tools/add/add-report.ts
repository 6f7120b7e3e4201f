import { dedupeRules, type IngressRule, isSameRule } from '#core/rules/ingress-rule.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import { toExistingRule } from '#tools/answer/grant-messages.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import { type AddOutcome, type GroupOutcome, EMPTY_OUTCOME } from '#tools/change/group-outcome.ts';
import type { AppliedDiff } from '#tools/change/change-plan.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

export const ADD_STATUSES = [
  'added',
  'extended',
  'restored',
  'already_present',
  'changed_since',
  'partial',
  'planned',
] as const;

const POSSIBLY_ADDED = 'An answer of AWS was lost, so this very call may have added it; no undo is offered.';
const DESCRIPTION_UNCHANGED = 'The rule was there already; its description was left as it is.';

/** Of an addition that made no rule, what it did to those that were there. */
export function toAddStatus<S extends string>(
  status: S,
  rules: readonly ChangedRule[],
): S | 'extended' | 'restored' {
  const states = rules.map(({ state }) => state);
  if (status !== 'added' || states.some((state) => state === 'added' || state === 'joined')) return status;
  if (states.includes('extended')) return 'extended';
  return states.includes('restored') ? 'restored' : status;
}

/** What the group had already was never sent; of one that was sent unseen, the description there is not known. */
export function toGroupReport(
  target: TargetGroup,
  wanted: readonly IngressRule[],
  applied: AppliedDiff<GroupOutcome & Partial<AddOutcome>> | undefined,
  isMany: boolean,
): GroupReport {
  const { outcome, authorize, rewrite } = applied ?? { outcome: null, authorize: wanted, rewrite: [] };
  const sent = outcome === null ? [] : [...authorize, ...rewrite.map(({ rule }) => rule)];
  const existing = wanted.filter((rule) => !sent.some((one) => isSameRule(one, rule)));
  const each = outcome ?? EMPTY_OUTCOME;
  const handled = [
    ...each.changed,
    ...each.markFailed,
    ...each.unknown,
    ...each.rewritten.map(({ rule }) => rule),
    ...each.replaced.map(({ rule }) => rule),
  ];
  const present = [...existing, ...each.unchanged].filter(
    (rule) => !handled.some((one) => isSameRule(one, rule)),
  );
  const unneeded = dedupeRules(present).map((rule) =>
    toExistingRule(rule, applied?.outcome?.found, applied?.group ?? null),
  );
  return {
    ...each,
    unchanged: unneeded,
    place: target,
    maybeOurs: each.maybeOurs && (isMany || each.unchanged.length > 0),
  };
}

export function describeUnchangedRules(
  { unchanged: unneeded, maybeOurs: retried }: GroupReport,
  words: string | null,
): string[] {
  if (unneeded.length === 0) return [];
  if (retried) return [POSSIBLY_ADDED];
  return words === null ? [] : [DESCRIPTION_UNCHANGED];
}

const HEADLINES: Readonly<Record<string, (where: string) => string>> = {
  added: (where) => `Added to ${where}.`,
  extended: (where) => `Extended in ${where}.`,
  restored: (where) => `Put back in ${where}.`,
  changed_since: (where) => `Changed since then in ${where}: nothing was put back.`,
};

export const formatAddHeadline = (
  { status, warnings }: { readonly status: string; readonly warnings: readonly string[] },
  where: string,
): string => {
  const headline = HEADLINES[status];
  if (headline) return headline(where);
  return warnings.includes(POSSIBLY_ADDED)
    ? `Allowed by ${where}.`
    : `Already allowed by ${where}: nothing had to be changed.`;
};
