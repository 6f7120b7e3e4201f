import type { GrantRequest } from '#core/grants/grant.ts';
import { type Grant, parseNote } from '#core/grants/note.ts';
import { dedupeRules, ruleKey, toRulesByKey } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/description-update.ts';
import type { PlannedGroup } from '#tools/change/group-change.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import type { ExistingRules } from '#tools/answer/grant-messages.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import type { AddPlan, AddResult } from './add-change.ts';

export const ADD_STATUSES = [
  'added',
  'extended',
  'shortened',
  'already_present',
  'partial',
  'planned',
] as const;

const POSSIBLY_ADDED = 'An answer of AWS was lost, so this very call may have added it; no undo is offered.';
const DESCRIPTION_UNCHANGED = 'The rule was there already; its description was left as it is.';

/** Of an addition that made no rule, what it did to those that were there. */
export function toAddStatus<S extends string>(
  status: S,
  rules: readonly ChangedRule[],
): S | 'extended' | 'shortened' {
  const states = rules.map(({ state }) => state);
  if (status !== 'added' || states.some((state) => state === 'added' || state === 'joined')) return status;
  if (states.includes('extended')) return 'extended';
  return states.includes('shortened') ? 'shortened' : status;
}

/** An addition's report: what is there already, as it is there. */
export function toAddReport(report: GroupReport<AddPlan, AddResult>, isMany: boolean): GroupReport {
  const { plan, made, group } = report;
  const handled = [
    ...report.changed,
    ...report.failed,
    ...report.unknown,
    ...[...report.updated, ...report.replaced].map(({ rule }) => rule),
  ];
  const there = [
    ...(made?.existing.held ?? []).map(({ rule }) => rule),
    ...(made?.existing.foreign ?? []),
    ...(group?.rules ?? []),
  ];
  const handledKeys = new Set(handled.map(ruleKey));
  const thereByKey = toRulesByKey(there.toReversed());
  const unchanged = dedupeRules(plan.wanted.filter((rule) => !handledKeys.has(ruleKey(rule)))).map(
    (rule) => thereByKey.get(ruleKey(rule)) ?? { ...rule, description: null },
  );
  const maybeOurs = report.maybeOurs && (isMany || report.unchanged.length > 0);
  return { ...report, unchanged, maybeOurs };
}

/** What of the wanted rules was there already; what was written now is told as such. */
export function listExisting({
  plan,
  made,
  updated,
  replaced,
}: GroupReport<AddPlan, AddResult>): ExistingRules {
  const { held, foreign } = made?.existing ?? plan.existing;
  const written = new Set([...updated, ...replaced].map(({ rule }) => ruleKey(rule)));
  return { foreign, held: held.filter(({ rule }) => !written.has(ruleKey(rule))) };
}

/** The holder's grants on the rules of a call, as they are after it, as far as that is known. */
export function listGrantsInForce(
  reports: readonly GroupReport<AddPlan, AddResult>[],
  request: GrantRequest,
): Grant[] {
  return reports.flatMap((report) => [
    ...report.changed.map(() => toNewGrant(request)),
    ...[...report.updated, ...report.replaced].flatMap((update) => ownGrants(update, request)),
    ...listExisting(report).held.map(({ own }) => own),
  ]);
}

/** The same where nothing is changed: as they would be. */
export const listPlannedGrants = (groups: readonly PlannedGroup<AddPlan>[], request: GrantRequest): Grant[] =>
  groups.flatMap(({ plan }) => [
    ...plan.authorize.map(() => toNewGrant(request)),
    ...plan.rewrite.flatMap((update) => ownGrants(update, request)),
    ...plan.existing.held.map(({ own }) => own),
  ]);

const ownGrants = ({ to }: DescriptionUpdate, request: GrantRequest): Grant[] =>
  parseNote(to)?.holders.filter(({ holder }) => holder === request.holder) ?? [];

/** The grant that a request makes on a rule that is not there yet. */
const toNewGrant = ({ holder, until = null, reason }: GrantRequest): Grant => ({ holder, until, reason });

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
  shortened: (where) => `Shortened in ${where}.`,
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
