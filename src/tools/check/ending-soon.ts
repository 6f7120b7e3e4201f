import type { Cidr } from '#core/network/cidr.ts';
import { coverage, type Coverage } from '#core/rules/coverage.ts';
import { describeMinutes } from '#core/grants/end.ts';
import { endsWithin } from '#core/grants/filter.ts';
import { describeHolding, lastEnd } from '#core/grants/holders.ts';
import { parseNote } from '#core/grants/note.ts';
import { describeRule, withoutRepeats, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Traffic } from '#core/network/traffic.ts';

/** What ends so soon is warned of: minutes. */
const SOON = 60;

interface Answer extends Coverage {
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
export function endWarnings(answers: readonly Answer[], rules: readonly IngressRule[], now: Date): string[] {
  const lasting = rules.filter((rule) => endText(rule, now) === null);
  const hanging = answers.filter(({ cidr, traffic }) => coverage(lasting, cidr, traffic).allowed !== true);
  return withoutRepeats(hanging.flatMap(({ by }) => by)).flatMap((rule) => endText(rule, now) ?? []);
}

/** Null: it has no end, or a later one. */
function endText(rule: IngressRule, now: Date): string | null {
  const note = parseNote(rule.description);
  const end = note && lastEnd(note);
  if (!end) return null;
  const held = `${describeRule(rule)} (${note.holders.map(describeHolding).join(', ')})`;
  if (end <= now) return `${held} has expired: it lets it in until it is swept.`;
  if (!endsWithin(end, SOON, now)) return null;
  return `${held} ends in ${describeMinutes(Math.ceil((end.getTime() - now.getTime()) / 60_000))}.`;
}
