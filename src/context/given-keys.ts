import type { GivenAccess } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { ExpiringMap } from '#core/expiring-map.ts';

/** How long what a person gave waits for the code that has to come with it. */
const LIFETIME_MS = 300_000;

/** What was given for a call that lacks a code as well, by the call's digest. */
export interface GivenKeys {
  /** Where the same is kept again, its time does not start anew. */
  keep(id: string, given: GivenAccess): void;
  /** Null: nothing is kept. */
  take(id: string): GivenAccess | null;
  /** @throws WhitelistError once its time is over */
  get(id: string): GivenAccess;
}

export function createGivenKeys(now: () => Date): GivenKeys {
  const keys = new ExpiringMap<GivenAccess>({
    lifetime: LIFETIME_MS,
    now,
    startTimer: (run, milliseconds) => setTimeout(run, milliseconds).unref(),
  });
  const ends = new WeakMap<GivenAccess, number>();
  return {
    keep(id, given) {
      const end = ends.get(given) ?? now().getTime() + LIFETIME_MS;
      ends.set(given, end);
      keys.set(id, given, end);
    },
    take: (id) => keys.take(id),
    get(id) {
      const given = keys.get(id);
      if (given !== null) return given;
      throw new WhitelistError('credentials_required', 'What you gave before is no longer held.', {
        guidance: ['Repeat the request in your chat: it asks for the credentials again.'],
      });
    },
  };
}
