import type { IngressRule } from '../core/ingress-rule.ts';
import type { CallFacts } from './call-facts.ts';
import type { ChangedRule, ChangeResult, RuleState } from './change-result.ts';
import type { GroupReport } from './group-report.ts';
import type { Place } from './places.ts';
import type { Planned } from './proposal.ts';
import { toRuleResult } from './rule-result.ts';
import { targetsOf } from './target-facts.ts';
import { callsFor } from './undo.ts';

/** How a tool names what it did, and what was so before. */
export interface ChangeWords {
  readonly done: 'added' | 'removed';
  readonly unneeded: 'already_present' | 'not_found';
  readonly undo: 'whitelist_add' | 'whitelist_remove';
}

interface Answering {
  readonly words: ChangeWords;
  readonly reports: readonly GroupReport[];
  readonly profile: string | null;
  /** More was asked for than one rule: each says what became of it. */
  readonly isMany: boolean;
  /** The config file has words for a rule of which a call says none. */
  readonly hasTemplate: boolean;
}

type Answer = Omit<ChangeResult, 'status' | keyof CallFacts>;

/** What to call it as a whole. */
export function madeStatus<Done extends string, Unneeded extends string>(
  words: { readonly done: Done; readonly unneeded: Unneeded },
  reports: readonly GroupReport[],
): Done | Unneeded | 'partial' {
  if (reports.some(({ error }) => error !== null)) return 'partial';
  return reports.some(({ done }) => done.length > 0) ? words.done : words.unneeded;
}

/** The part of an answer that tells what was done, and how to take it back. */
export function madeAnswer({ words, reports, isMany, ...undoing }: Answering): Answer {
  const places = reports.map(({ place }) => place);
  const rules = reports.flatMap(({ place, ...each }) => {
    const told = (state: RuleState, own: readonly IngressRule[]) =>
      own.map((rule): ChangedRule => ({
        ...toRuleResult(rule),
        ...(isMany && { state }),
        ...whereOf(place, places),
      }));
    return [
      ...told('unknown', each.unknown),
      ...told('not_done', each.notDone),
      ...told(words.done, each.done),
      ...told(words.unneeded, each.unneeded),
    ];
  });
  return {
    ...placesOf(places),
    rules,
    ...targetsOf(places),
    ...(reports.some(({ error }) => error !== null) && { failures: reports.flatMap(failureOf) }),
    undo: reports.flatMap(({ place, done }) => callsFor(words.undo, done, place, undoing)),
  };
}

function failureOf({ place, error }: GroupReport): NonNullable<ChangeResult['failures']> {
  if (error === null) return [];
  const { code, message, guidance, retryable, outcome } = error.report();
  const where = { security_group_id: place.groupId, region: place.session.region };
  return [{ ...where, code, message, guidance: [...guidance], retryable, outcome }];
}

/** The same where nothing was changed: what would be. */
export function plannedAnswer({ groups, token }: Planned, places: readonly Place[]): Answer {
  const told = (side: 'authorize' | 'revoke') =>
    places.flatMap((place, i) =>
      (groups[i]?.[side] ?? []).map((rule): ChangedRule => ({
        ...toRuleResult(rule),
        ...whereOf(place, places),
      })),
    );
  return {
    ...placesOf(places),
    rules: told('authorize'),
    would_remove: told('revoke'),
    ...targetsOf(places),
    ...(token !== null && { plan_token: token }),
    undo: [],
  };
}

function placesOf(places: readonly Place[]): Pick<ChangeResult, 'security_group_id' | 'security_group_ids'> {
  const [one, ...others] = places.map(({ groupId }) => groupId);
  return others.length === 0
    ? { security_group_id: one }
    : { security_group_ids: [one, ...others].filter((id) => id !== undefined) };
}

function whereOf({ groupId, session }: Place, places: readonly Place[]) {
  if (places.length === 1) return {};
  const isFar = places.some((other) => other.session.region !== session.region);
  return { security_group_id: groupId, ...(isFar && { region: session.region }) };
}
