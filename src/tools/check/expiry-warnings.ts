import type { Cidr } from '#core/network/cidr.ts';
import { createCoverageCheck, type Coverage } from '#core/covering/coverage.ts';
import { describeMinutes } from '#core/grants/end.ts';
import { endsWithin } from '#core/grants/filter.ts';
import { describeGrant, lastEnd } from '#core/grants/grant.ts';
import { parseNote } from '#core/grants/note.ts';
import { describeRule, dedupeRules, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Traffic } from '#core/network/traffic.ts';

/** What ends so soon is warned of: minutes. */
const SOON_MINUTES = 60;

interface CheckedAccess extends Coverage {
  readonly cidr: Cidr;
  readonly traffic: Traffic;
}

/**
 * Warns of access that hangs on rules which have expired, or are about to. Where it is let in without them too, their
 * end makes no difference.
 *
 * @param rules - All of the group's.
 * @param now - AWS's time.
 */
export function describeExpiringAccess(
  answers: readonly CheckedAccess[],
  rules: readonly IngressRule[],
  now: Date,
): string[] {
  const lasting = rules.filter((rule) => describeEnd(rule, now) === null);
  // What no such rule has a part in cannot end with one.
  if (lasting.length === rules.length) return [];
  const coverageOf = createCoverageCheck(lasting);
  const dependent = answers.filter(
    ({ by, cidr, traffic }) =>
      by.some((rule) => describeEnd(rule, now) !== null) && coverageOf(cidr, traffic).allowed !== true,
  );
  return dedupeRules(dependent.flatMap(({ by }) => by)).flatMap((rule) => describeEnd(rule, now) ?? []);
}

/** Null: it has no end, or a later one. */
function describeEnd(rule: IngressRule, now: Date): string | null {
  const note = parseNote(rule.description);
  const end = note && lastEnd(note);
  if (!end) return null;
  const named = `${describeRule(rule)} (${note.holders.map(describeGrant).join(', ')})`;
  if (end <= now) return `${named} has expired: it lets it in until it is swept.`;
  if (!endsWithin(end, SOON_MINUTES, now)) return null;
  return `${named} ends in ${describeMinutes(Math.ceil((end.getTime() - now.getTime()) / 60_000))}.`;
}
