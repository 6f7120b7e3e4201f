import { userInfo } from 'node:os';
import { describeMinutes } from '#core/grants/end.ts';
import { toHolderName } from '#core/grants/holder.ts';
import { parseNote, type Grant } from '#core/grants/note.ts';

/** Those that tests' calls are made for, unless they say another: in this process, and of the packed product. */
export const USUAL_HOLDERS: readonly string[] = ['jo', toHolderName(userInfo().username)];

/** Ends are told to the minute, which may pass while a test runs: minutes. */
const ROUND_TO_MINUTES = 5;

/**
 * A description as tests write it: the person's words in quotes; and whose the rule is, for how long and why, unless it
 * is jo's without an end: `"Jo, home" held by jo for 2 h (deploy), ann`. Times are told to five minutes.
 *
 * @param now - The sandbox's time.
 */
export function formatNote(description: string | null, now: Date): string {
  const note = parseNote(description);
  const words = note ? note.words : description || null;
  const holders = (note?.holders ?? []).map((one) => formatGrant(one, now)).join(', ');
  const isUsual = USUAL_HOLDERS.includes(holders) || holders === '';
  return [...(words === null ? [] : [`"${words}"`]), ...(isUsual ? [] : [`held by ${holders}`])].join(' ');
}

function formatGrant({ holder, until, reason }: Grant, now: Date): string {
  const why = reason === null ? '' : ` (${reason})`;
  if (until === null) return `${holder}${why}`;
  const minutes = (until.getTime() - now.getTime()) / 60_000;
  const end =
    minutes > 0
      ? `for ${describeMinutes(Math.round(minutes / ROUND_TO_MINUTES) * ROUND_TO_MINUTES)}`
      : '(over)';
  return `${holder} ${end}${why}`;
}
