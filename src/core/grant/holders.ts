import { WhitelistError } from '../errors.ts';
import type { HolderName } from './holder.ts';
import { formatEnd, LONGEST_DESCRIPTION, printNote, type Holding, type Note } from './note.ts';

/** So long after its end a grant is still left alone: clocks are read to the second, and reads may be behind. Milliseconds. */
export const GRACE = 120_000;

/** Whether it is over, with the grace: what has ended may be removed. @param now - AWS's time. */
export const hasEnded = ({ until }: Holding, now: Date): boolean =>
  until !== null && until.getTime() + GRACE <= now.getTime();

/** Whether its end is past; it may still be in its grace. */
export const isExpired = ({ until }: Holding, now: Date): boolean => until !== null && until <= now;

/** Whether nobody holds the rule any more. */
export const isOver = ({ holders }: Note, now: Date): boolean => holders.every((one) => hasEnded(one, now));

/** The last end of all; null: somebody's has none. */
export function lastEnd({ holders }: Pick<Note, 'holders'>): Date | null {
  const ends = holders.map(({ until }) => until);
  return ends.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b));
}

/** What a call wants for its holder. */
export interface WantedHolding {
  readonly holder: HolderName;
  /** Null: without an end. Undefined: nothing was said, so an end that is there already stays. */
  readonly until: Date | null | undefined;
  readonly reason: string | null;
}

export type Joined =
  /** The holder's share is as long already, or longer. */
  | { readonly kind: 'held'; readonly own: Holding }
  | { readonly kind: 'changed'; readonly note: Note; readonly own: Holding };

/**
 * The note with the holder's share in it. A share is never made shorter by adding; one that has ended begins anew.
 * Where there is no room, shares that have ended go first.
 *
 * @param now - AWS's time.
 * @throws WhitelistError `holders_full`
 */
export function join(note: Note, wanted: WantedHolding, now: Date): Joined {
  const before = note.holders.find(({ holder }) => holder === wanted.holder) ?? null;
  const isLive = before !== null && !isExpired(before, now);
  if (isLive && !isLonger(wanted.until, before)) return { kind: 'held', own: before };
  const own: Holding = {
    holder: wanted.holder,
    until: wanted.until ?? null,
    reason: wanted.reason ?? (isLive ? before.reason : null),
  };
  const holders = before ? note.holders.map((one) => (one === before ? own : one)) : [...note.holders, own];
  return { kind: 'changed', note: fitting({ ...note, holders }, own, now), own };
}

function isLonger(until: Date | null | undefined, { until: present }: Holding): boolean {
  if (until === undefined || present === null) return false;
  return until === null || until > present;
}

function fitting(note: Note, own: Holding, now: Date): Note {
  if (printNote(note).length <= LONGEST_DESCRIPTION) return note;
  const live = note.holders.filter((one) => one === own || !hasEnded(one, now));
  const shorter = { ...note, holders: live };
  if (printNote(shorter).length <= LONGEST_DESCRIPTION) return shorter;
  const others = live.filter((one) => one !== own);
  const there = [
    ...others.map(describeHolding),
    ...(note.words === null ? [] : [`its own words (${note.words.length} characters)`]),
  ].join(', ');
  throw new WhitelistError(
    'holders_full',
    `The rule's description has no room for ${own.holder}: AWS keeps ${LONGEST_DESCRIPTION} characters${there === '' ? '' : `, and has ${there}`}.`,
    {
      guidance: [
        'Nothing was changed: the rule lets the address in as long as it is held.',
        'A shorter holder or no reason takes less room; so does a holder who gives the rule up.',
      ],
    },
  );
}

export type Left =
  /** `live`: those that keep it. */
  | { readonly kind: 'changed'; readonly note: Note; readonly live: readonly Holding[] }
  /** Nobody is left, whether or not the holder had a share: the rule can go. */
  | { readonly kind: 'last' }
  /** The rule is others' alone. */
  | { readonly kind: 'not_held'; readonly others: readonly Holding[] };

/** The note without the holder's share. Shares that have ended keep no rule. @param now - AWS's time. */
export function leave(note: Note, holder: HolderName, now: Date): Left {
  const own = note.holders.find((one) => one.holder === holder);
  const others = note.holders.filter((one) => one !== own);
  const live = others.filter((one) => !hasEnded(one, now));
  if (live.length === 0) return { kind: 'last' };
  if (own === undefined) return { kind: 'not_held', others: live };
  return { kind: 'changed', note: { ...note, holders: others }, live };
}

/** `jo until 2026-11-23T18:02Z`, `ann (no end)` */
export const describeHolding = ({ holder, until }: Holding): string =>
  until === null ? `${holder} (no end)` : `${holder} until ${formatEnd(until)}`;
