import type { AwsSession } from '#aws/session.ts';
import type { CallAccess } from '#aws/open-session.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { Log } from '#log.ts';
import type { AwsCalls, CallSignals } from './aws-calls.ts';
import { createLimit, type Limit } from './limits.ts';
import type { Invite, PersonOf, Proving } from './person-of.ts';

export interface Opening extends CallSignals {
  readonly calls: AwsCalls;
  readonly person: PersonOf | null;
  readonly log: Log;
  /** Of the call as a whole. */
  readonly limit: Limit;
  /** The same for what is found out of a person's answer: milliseconds. */
  readonly callLimit: number;
  /** Null: the call does not wait for a person. */
  readonly invite: Invite | null;
}

/**
 * Opens the session of a call, asking the person for what it lacks where somebody can be asked.
 *
 * @throws WhitelistError what `openSession` throws, with the page's address where the call is to be repeated
 */
export async function openWithPerson(
  request: AccessRequest,
  access: CallAccess,
  opening: Opening,
): Promise<AwsSession> {
  const { calls, person, log, invite, limit } = opening;
  const until = performance.now() + (invite?.limit ?? 0);
  let current = { ...access, answer: person?.earlier() ?? null };
  for (;;) {
    try {
      return await calls.open(request, current, limit, opening);
    } catch (thrown) {
      if (!person) throw thrown;
      const error = toWhitelistError(thrown);
      const signal = opening.signal ?? new AbortController().signal;
      const waiting = { signal, invite, limit: until - performance.now(), base: current.answer };
      limit.pause();
      const answer = await person.ask(error, provingOf(request, current, opening), waiting);
      log.debug('a person answered', { about: error.code });
      current = { ...current, answer };
      limit.restart();
    }
  }
}

/** Whose a person's answer is, found out while the call itself has ended or waits. */
function provingOf(request: AccessRequest, access: CallAccess, { calls, callLimit }: Opening): Proving {
  const prove = async (one: CallAccess) =>
    (await calls.open(request, one, createLimit(callLimit), {})).identity();
  return {
    verify: (answer) => prove({ ...access, answer, plain: true }).catch(withoutCode),
    open: (code, answer) => prove({ ...access, answer, askCode: () => Promise.resolve(code) }),
  };
}

/** A profile that itself needs a code cannot be proved on the page of another question. */
function withoutCode(error: unknown): never {
  const failure = toWhitelistError(error);
  if (failure.code !== 'mfa_required') throw failure;
  throw new WhitelistError('mfa_required', 'This profile needs a code of its MFA device.', {
    guidance: ['Name it in the chat (profile); its code is then asked for on a page like this one.'],
  });
}
