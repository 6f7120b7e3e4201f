import { WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from './holder.ts';
import { certainTime, type Moment } from './moment.ts';
import { formatEnd, formatNote, type Grant, type Note } from './note.ts';
import { MAX_DESCRIPTION_LENGTH } from '#core/rules/description.ts';

/** How long an expired grant is still left alone: clocks are read to the second, and reads may be stale. */
export const GRACE_MS = 120_000;

/** Whether its end and the grace after it have passed, so that it may be removed. @param now - AWS's time. */
export const isPastGrace = ({ until }: Grant, now: Date): boolean =>
  until !== null && until.getTime() + GRACE_MS <= now.getTime();

/** Whether its end has passed; the grace after it may not have. @param now - AWS's time. */
export const isExpired = ({ until }: Grant, now: Date): boolean => until !== null && until <= now;

/** Whether nobody holds the rule any more. */
export const hasNoLiveGrant = ({ holders }: Note, now: Date): boolean =>
  holders.every((one) => isPastGrace(one, now));

/** The latest end; null: some grant has none. */
export function lastEnd({ holders }: Pick<Note, 'holders'>): Date | null {
  const ends = holders.map(({ until }) => until);
  return ends.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b));
}

/** What a call requests for its holder. */
export interface GrantRequest {
  readonly holder: HolderName;
  /** Null: without an end. Undefined: the call gives none, so an existing end stays. */
  readonly until: Date | null | undefined;
  readonly reason: string | null;
  /** A later end of the holder's is brought forward to this one. Default: it stays. */
  readonly shortens?: boolean | undefined;
}

export type AddGrantResult =
  /** The holder has a grant that is as long already, or longer. */
  | { readonly kind: 'held'; readonly own: Grant }
  /** `shortens`: it ends earlier than it did. */
  | { readonly kind: 'changed'; readonly note: Note; readonly own: Grant; readonly shortens: boolean };

/**
 * The note with the holder's grant in it. A grant becomes shorter only where that is asked for; an expired one is
 * replaced by a new one. Where there is no room, expired grants are dropped first.
 *
 * @throws WhitelistError `holders_full`
 */
export function addGrant(note: Note, request: GrantRequest, now: Moment): AddGrantResult {
  const before = note.holders.find(({ holder }) => holder === request.holder) ?? null;
  const isLive = before !== null && !isExpired(before, now.date);
  const shortens = isLive && isShortening(request, before);
  if (isLive && !shortens && !isExtension(request.until, before)) return { kind: 'held', own: before };
  const grant: Grant = {
    holder: request.holder,
    until: request.until ?? null,
    reason: request.reason ?? (isLive ? before.reason : null),
  };
  const holders = before
    ? note.holders.map((one) => (one === before ? grant : one))
    : [...note.holders, grant];
  const fitting = fitIntoDescription({ ...note, holders }, grant, certainTime(now));
  return { kind: 'changed', note: fitting, own: grant, shortens };
}

const isExtension = (until: Date | null | undefined, { until: present }: Grant): boolean =>
  until !== undefined && isLaterEnd(until, present);

const isShortening = ({ until, shortens = false }: GrantRequest, { until: present }: Grant): boolean =>
  shortens && until !== undefined && isLaterEnd(present, until);

/** Whether the first end is later than the second; null: no end. */
export const isLaterEnd = (a: Date | null, b: Date | null): boolean => b !== null && (a === null || a > b);

/** @param now - The latest moment that has certainly passed. */
function fitIntoDescription(note: Note, grant: Grant, now: Date): Note {
  if (formatNote(note).length <= MAX_DESCRIPTION_LENGTH) return note;
  const live = note.holders.filter((one) => one === grant || !isPastGrace(one, now));
  const shorter = { ...note, holders: live };
  if (formatNote(shorter).length <= MAX_DESCRIPTION_LENGTH) return shorter;
  const others = live.filter((one) => one !== grant);
  const there = [
    ...others.map(describeGrant),
    ...(note.words === null ? [] : [`its own words (${note.words.length} characters)`]),
  ].join(', ');
  throw new WhitelistError(
    'holders_full',
    `The rule's description has no room for ${grant.holder}: AWS keeps ${MAX_DESCRIPTION_LENGTH} characters${there === '' ? '' : `, and has ${there}`}.`,
    {
      guidance: [
        'Nothing was changed: the rule lets the address in as long as it is held.',
        'A shorter holder or no reason takes less room; so does a holder who gives the rule up.',
      ],
    },
  );
}

export type RemoveGrantResult =
  /** `live`: the grants that remain. */
  | { readonly kind: 'changed'; readonly note: Note; readonly live: readonly Grant[] }
  /** Nobody is left, whether or not the holder had a grant: the rule can be removed. */
  | { readonly kind: 'last' }
  /** Only others hold the rule. */
  | { readonly kind: 'not_held'; readonly others: readonly Grant[] };

/** The note without the holder's grant. Expired grants keep no rule. */
export function removeGrant(note: Note, holder: HolderName, now: Moment): RemoveGrantResult {
  const grant = note.holders.find((one) => one.holder === holder);
  const others = note.holders.filter((one) => one !== grant);
  const live = others.filter((one) => !isPastGrace(one, certainTime(now)));
  if (live.length === 0) return { kind: 'last' };
  if (grant === undefined) return { kind: 'not_held', others: live };
  return { kind: 'changed', note: { ...note, holders: others }, live };
}

/** `jo until 2026-11-23T18:02Z`, `ann (no end)` */
export const describeGrant = ({ holder, until }: Grant): string =>
  until === null ? `${holder} (no end)` : `${holder} until ${formatEnd(until)}`;
