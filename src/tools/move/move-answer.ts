import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import type { Move } from '#core/grants/moving.ts';
import { formatSource, ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import { failureOf, placesOf, whereOf, type Answer } from '#tools/answer/change-answer.ts';
import type { ChangedRule, RuleState } from '#tools/answer/change-result.ts';
import { asRewritten, NOTHING, type EachGrant } from '#tools/change/grant-report.ts';
import { explained, type GroupReport } from '#tools/answer/group-report.ts';
import type { Moved } from './moved.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Made } from '#tools/change/proposal.ts';
import { toRuleResult } from '#tools/answer/rule-result.ts';
import { targetsOf } from '#tools/answer/target-facts.ts';
import { callsFor, type Undoable } from '#tools/answer/undo.ts';

/** What a move came to in each group, failures in the words of whoever knows more of them. */
export async function moveReports(
  places: readonly Place[],
  groups: readonly Made<Moved>[],
): Promise<MoveReport[]> {
  const moved = places.map((_, i) => groups[i]?.outcome ?? null);
  const reports = await explained(places.map((place, i) => ({ ...(moved[i] ?? NOTHING), place })));
  return reports.map((report, i) => ({ ...report, moved: moved[i] ?? null }));
}

export function moveStatus(
  reports: readonly MoveReport[],
  rules: readonly ChangedRule[],
): 'moved' | 'not_found' | 'partial' {
  if (reports.some(({ error }) => error !== null)) return 'partial';
  return rules.some(({ state }) => state === 'moved') ? 'moved' : 'not_found';
}

/** A group's report, with what the move in it came to; null: there was nothing to move any more. */
export interface MoveReport extends GroupReport {
  readonly moved: Moved | null;
}

/** The part of an answer that tells what was moved, and how to take it back. */
export function moveAnswer(
  reports: readonly MoveReport[],
  holder: HolderName,
  profile: string | null,
): Answer {
  const places = reports.map(({ place }) => place);
  return {
    ...placesOf(places),
    rules: reports.flatMap(({ place, moved }) =>
      (moved ? told(moved, holder) : []).map((rule) => ({ ...rule, ...whereOf(place, places) })),
    ),
    ...targetsOf(places),
    ...(reports.some(({ error }) => error !== null) && { failures: reports.flatMap(failureOf) }),
    undo: reports.flatMap(({ place, moved }) => (moved ? callsFor(undoableOf(moved), place, profile) : [])),
  };
}

/** Whether a rule is there at the new addresses for all of a move. */
export const isOpenAtNew = ({ moved }: MoveReport): boolean =>
  moved?.judged.moves.some(({ to }) => to.every((rule) => standing(moved, rule) !== null)) ?? false;

function told(moved: Moved, holder: HolderName): ChangedRule[] {
  const { moves } = moved.judged;
  const isMoved = (move: Move) =>
    openIn(move.rule, moved.takes) === null && move.to.every((rule) => standing(moved, rule) !== null);
  const done = moves.filter(isMoved);
  const left = moves.filter((move) => !done.includes(move));
  const ofMoved = done.flatMap(({ rule, to }) =>
    to.map((one) => row(standing(moved, one)?.rule ?? one, 'moved', rule)),
  );
  const keys = new Set(done.flatMap(({ to }) => to).map(ruleKey));
  const newRules = new Map(left.flatMap(({ to }) => to).map((rule) => [ruleKey(rule), rule]));
  return [
    ...left.map(({ rule }) => row(rule, openIn(rule, moved.takes) ?? 'not_done')),
    ...[...newRules].flatMap(([key, rule]) => {
      if (keys.has(key)) return [];
      const there = standing(moved, rule, holder);
      const open = openIn(rule, moved.gives);
      // What was not made is said of the rule that was to move.
      return there ? [row(there.rule, there.state)] : open === 'unknown' ? [row(rule, open)] : [];
    }),
    ...ofMoved,
  ];
}

const row = (rule: IngressRule, state: RuleState, old: IngressRule | null = null): ChangedRule => ({
  ...toRuleResult(rule),
  state,
  ...(old && { moved_from: formatSource(old.source) }),
});

const isSame = (rule: IngressRule) => (other: IngressRule) => ruleKey(other) === ruleKey(rule);

/** What keeps it from being done; null: nothing. */
function openIn(rule: IngressRule, { notDone, unknown }: EachGrant): 'not_done' | 'unknown' | null {
  if (unknown.some(isSame(rule))) return 'unknown';
  return notDone.some(isSame(rule)) ? 'not_done' : null;
}

/** A rule at the new address as it is there now; null: it is not, as far as is known. */
function standing(
  { gives, found }: Moved,
  wanted: IngressRule,
  holder: HolderName | null = null,
): { readonly rule: IngressRule; readonly state: RuleState } | null {
  const same = isSame(wanted);
  const made = gives.done.find(same);
  if (made) return { rule: made, state: 'added' };
  const written = [...gives.rewritten, ...gives.replaced].find(({ rule }) => same(rule));
  if (written) {
    const isOwn = parseNote(written.rule.description)?.holders.some((one) => one.holder === holder);
    return { rule: asRewritten(written), state: isOwn ? 'extended' : 'joined' };
  }
  const there = [...found.held.map(({ rule }) => rule), ...found.foreign].find(same);
  return there ? { rule: there, state: 'already_present' } : null;
}

/** As the move itself: what was comes back before what is goes. */
function undoableOf({ gives, takes }: Moved): Undoable[] {
  const text = ({ description }: IngressRule) => description ?? '';
  const written = ({ rewritten, replaced }: EachGrant) =>
    [...rewritten, ...replaced].map(({ rule, to }) => ({ rule, from: to, to: text(rule) }));
  return [
    ...takes.done.map((rule) => ({ rule, from: null, to: text(rule) })),
    ...written(takes),
    ...written(gives),
    ...gives.done.map((rule) => ({ rule, from: text(rule), to: null })),
  ];
}

/** `Moved 2 rules of jo from 203.0.113.7/32 to 198.51.100.9/32` */
export function movedText(rules: readonly ChangedRule[], holder: string): string {
  const moved = rules.filter(({ state }) => state === 'moved');
  const names = (texts: readonly (string | undefined)[]) =>
    [...new Set(texts.filter((text) => text !== undefined))].join(' and ');
  const old = new Set(
    moved.map((rule) =>
      JSON.stringify([
        rule.security_group_id,
        rule.region,
        rule.moved_from,
        rule.protocol,
        rule.from_port,
        rule.to_port,
      ]),
    ),
  ).size;
  return `Moved ${old === 1 ? '1 rule' : `${old} rules`} of ${holder} from ${names(moved.map((rule) => rule.moved_from))} to ${names(moved.map(({ cidr }) => cidr))}`;
}
