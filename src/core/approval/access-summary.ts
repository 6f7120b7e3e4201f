import { describeMinutes, MINUTE_MS } from '#core/grants/end.ts';
import { type Grant, parseNote } from '#core/grants/note.ts';

/** What a rule's description says, as a person reads it. */
export interface AccessSummary {
  /** The words on the rule, which anybody may have written; null: it has a note alone. */
  readonly words: string | null;
  /** Who has access, and why. Empty: it has no note. */
  readonly holders: readonly HolderSummary[];
}

export interface HolderSummary {
  /** `jo until 20:05 (in 2 h)`, `ann without an end` */
  readonly access: string;
  /** A person's own words; null: none. */
  readonly reason: string | null;
}

/**
 * @param now - This machine's time: a person compares it with their own clock.
 */
export function summarizeAccess(description: string, now: Date): AccessSummary {
  const note = parseNote(description);
  return {
    words: note ? note.words : description,
    holders: note?.holders.map((grant) => summarizeGrant(grant, now)) ?? [],
  };
}

function summarizeGrant({ holder, until, reason }: Grant, now: Date): HolderSummary {
  const end = until === null ? 'without an end' : `until ${describeLocalEnd(until, now)}`;
  return { access: `${holder} ${end}`, reason };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20:05 (in 2 h)` on the clock of this machine; on another day with its date. */
function describeLocalEnd(end: Date, now: Date): string {
  const minutes = (end.getTime() - now.getTime()) / MINUTE_MS;
  const time = [end.getHours(), end.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  const isToday = end.toDateString() === now.toDateString();
  const day = isToday ? '' : `${end.getDate()} ${MONTHS[end.getMonth()]} ${end.getFullYear()}, `;
  return `${day}${time} (${minutes <= 0 ? 'over' : `in ${describeMinutes(minutes)}`})`;
}
