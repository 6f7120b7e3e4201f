import { describeMinutes } from '../../src/core/grant/end.ts';
import { parseNote } from '../../src/core/grant/note.ts';

/** The one that every test's calls are made for, unless it says another. */
const USUAL = 'jo';

/**
 * A description as tests write it: the person's words in quotes; and whose the rule is, for how long and why, unless it
 * is jo's without an end: `"Jo, home" held by jo for 2 h (deploy), ann`.
 *
 * @param now - The sandbox's time.
 */
export function noteText(description: string | null, now: Date): string {
  const note = parseNote(description);
  const words = note ? note.words : description || null;
  const quoted = words === null ? [] : [`"${words}"`];
  const holders = (note?.holders ?? []).map(({ holder, until, reason }) => {
    const minutes = until && (until.getTime() - now.getTime()) / 60_000;
    const end =
      minutes === null ? '' : minutes > 0 ? ` for ${describeMinutes(Math.floor(minutes))}` : ' (over)';
    return `${holder}${end}${reason === null ? '' : ` (${reason})`}`;
  });
  const usual = holders.join() === USUAL || holders.length === 0;
  return [...quoted, ...(usual ? [] : [`held by ${holders.join(', ')}`])].join(' ');
}
