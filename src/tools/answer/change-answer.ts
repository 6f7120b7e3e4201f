import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { Rewrite } from '#core/rules/rewrite.ts';
import type { CallFacts } from './call-facts.ts';
import type { ChangedRule, ChangeResult, RuleState } from './change-result.ts';
import { asRewritten } from '#tools/change/grant-report.ts';
import type { GroupReport } from './group-report.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Planned } from '#tools/change/proposal.ts';
import { toRuleResult } from './rule-result.ts';
import { targetsOf } from './target-facts.ts';
import { callsFor, type Undoable } from './undo.ts';

/** How a tool names what it did, and what was so before. */
export interface ChangeWords {
  readonly done: 'added' | 'removed';
  readonly unneeded: 'already_present' | 'not_found';
}

interface Answering {
  readonly words: ChangeWords;
  readonly reports: readonly GroupReport[];
  readonly profile: string | null;
  /** More was asked for than one rule: each says what became of it. */
  readonly isMany: boolean;
  /** Whose share a note was written for; null: descriptions were put back. */
  readonly holder: HolderName | null;
}

export type Answer = Omit<ChangeResult, 'status' | keyof CallFacts>;

/** What to call it as a whole. */
export function madeStatus<Done extends string, Unneeded extends string>(
  words: { readonly done: Done; readonly unneeded: Unneeded },
  reports: readonly GroupReport[],
): Done | Unneeded | 'partial' {
  if (reports.some(({ error }) => error !== null)) return 'partial';
  const isDone = reports.some((report) => report.done.length + notesOf(report).length > 0);
  return isDone ? words.done : words.unneeded;
}

const notesOf = ({ rewritten, replaced }: GroupReport) => [...rewritten, ...replaced];

/** What a note that was written made of its rule, for the caller. */
function stateOf({ rule, gives }: Rewrite, holder: HolderName | null): RuleState {
  if (holder === null) return 'restored';
  if (!gives) return 'left';
  return parseNote(rule.description)?.holders.some((one) => one.holder === holder) ? 'extended' : 'joined';
}

/** The part of an answer that tells what was done, and how to take it back. */
export function madeAnswer({ words, reports, isMany, profile, holder }: Answering): Answer {
  const places = reports.map(({ place }) => place);
  const rules = reports.flatMap((report) => {
    const { place, ...each } = report;
    const told = (rule: IngressRule, state: RuleState, isSaid = isMany): ChangedRule => ({
      ...toRuleResult(rule),
      ...(isSaid && { state }),
      ...whereOf(place, places),
    });
    return [
      ...each.unknown.map((rule) => told(rule, 'unknown')),
      ...each.notDone.map((rule) => told(rule, 'not_done')),
      ...each.done.map((rule) => told(rule, words.done)),
      ...notesOf(report).map((note) => told(asRewritten(note), stateOf(note, holder), true)),
      ...each.unneeded.map((rule) => told(rule, words.unneeded)),
    ];
  });
  return {
    ...placesOf(places),
    rules,
    ...targetsOf(places),
    ...(reports.some(({ error }) => error !== null) && { failures: reports.flatMap(failureOf) }),
    undo: reports.flatMap((report) => callsFor(undoableOf(report, words), report.place, profile)),
  };
}

function undoableOf(report: GroupReport, { done }: ChangeWords): Undoable[] {
  const text = (rule: IngressRule) => rule.description ?? '';
  return [
    ...report.done.map((rule) =>
      done === 'added' ? { rule, from: text(rule), to: null } : { rule, from: null, to: text(rule) },
    ),
    ...notesOf(report).map(({ rule, to }) => ({ rule, from: to, to: text(rule) })),
  ];
}

export function failureOf({ place, error }: GroupReport): NonNullable<ChangeResult['failures']> {
  if (error === null) return [];
  const { code, message, guidance, retryable, outcome } = error.report();
  const where = { security_group_id: place.groupId, region: place.session.region };
  return [{ ...where, code, message, guidance: [...guidance], retryable, outcome }];
}

/** The same where nothing was changed: what would be. */
export function plannedAnswer(
  { groups, token }: Planned,
  places: readonly Place[],
  holder: HolderName | null,
): Answer {
  const told = (side: 'authorize' | 'revoke') =>
    places.flatMap((place, i) =>
      (groups[i]?.[side] ?? []).map((rule): ChangedRule => ({
        ...toRuleResult(rule),
        ...whereOf(place, places),
      })),
    );
  const rewritten = places.flatMap((place, i) =>
    (groups[i]?.rewrite ?? []).map((note): ChangedRule => ({
      ...toRuleResult(asRewritten(note)),
      state: stateOf(note, holder),
      ...whereOf(place, places),
    })),
  );
  return {
    ...placesOf(places),
    rules: [...told('authorize'), ...rewritten],
    would_remove: told('revoke'),
    ...targetsOf(places),
    ...(token !== null && { plan_token: token }),
    undo: [],
  };
}

export function placesOf(
  places: readonly Place[],
): Pick<ChangeResult, 'security_group_id' | 'security_group_ids'> {
  const [one, ...others] = places.map(({ groupId }) => groupId);
  return others.length === 0
    ? { security_group_id: one }
    : { security_group_ids: [one, ...others].filter((id) => id !== undefined) };
}

export function whereOf({ groupId, session }: Place, places: readonly Place[]) {
  if (places.length === 1) return {};
  const isFar = places.some((other) => other.session.region !== session.region);
  return { security_group_id: groupId, ...(isFar && { region: session.region }) };
}
