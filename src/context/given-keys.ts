import type { GivenAccess } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';

/** How long what a person gave waits for the code that has to come with it: milliseconds. */
const LIFETIME_MS = 300_000;

/** What was given for a call that lacks a code as well, by the call's digest. */
export interface GivenKeys {
  /** Its time is not begun anew where it is kept again. */
  keep(id: string, given: GivenAccess): void;
  /** Null: nothing is kept. */
  take(id: string): GivenAccess | null;
  /** @throws WhitelistError once its time is over */
  get(id: string): GivenAccess;
}

/** @param now - Counts on while the machine sleeps, as timers do not. */
export function createGivenKeys(now = () => Date.now()): GivenKeys {
  const kept = new Map<string, GivenAccess>();
  const ends = new WeakMap<GivenAccess, number>();
  const inTime = (given: GivenAccess | undefined) =>
    given !== undefined && (ends.get(given) ?? 0) > now() ? given : null;
  return {
    keep(id, given) {
      const end = ends.get(given) ?? now() + LIFETIME_MS;
      ends.set(given, end);
      kept.set(id, given);
      setTimeout(() => kept.get(id) === given && kept.delete(id), end - now()).unref();
    },
    take(id) {
      const given = kept.get(id);
      kept.delete(id);
      return inTime(given);
    },
    get(id) {
      const given = inTime(kept.get(id));
      if (given) return given;
      throw new WhitelistError('credentials_required', 'What you gave before is no longer held.', {
        guidance: ['Repeat the request in your chat: it asks for the credentials again.'],
      });
    },
  };
}
