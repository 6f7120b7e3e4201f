import type { AwsSession } from '#aws/session.ts';
import type { CallAccess } from '#aws/open-session.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { Log } from '#log.ts';
import type { AwsCalls, CallSignals } from './aws-calls.ts';
import { createCallDeadline, type CallDeadline } from './call-deadline.ts';
import type { CallPrompter } from './call-prompts.ts';
import type { AnswerChecks, Elicitor } from './prompt-session.ts';

export interface OpenOptions extends CallSignals {
  readonly calls: AwsCalls;
  readonly prompter: CallPrompter | null;
  readonly log: Log;
  /** Of the call as a whole. */
  readonly deadline: CallDeadline;
  /** The same for what is found out of a person's answer: milliseconds. */
  readonly callLimit: number;
  /** Null: the call does not wait for a person. */
  readonly elicitor: Elicitor | null;
}

/**
 * Opens the session of a call, asking the person for what it lacks where somebody can be asked.
 *
 * @throws WhitelistError what `openSession` throws, with the page's address where the call is to be repeated
 */
export async function openWithPrompts(
  request: AccessRequest,
  access: CallAccess,
  options: OpenOptions,
): Promise<AwsSession> {
  const { calls, prompter, log, elicitor, deadline } = options;
  const until = performance.now() + (elicitor?.limit ?? 0);
  let current = { ...access, answer: prompter?.takeEarlierAnswer() ?? null };
  for (;;) {
    try {
      return await calls.open(request, current, deadline, options);
    } catch (thrown) {
      if (!prompter) throw thrown;
      const error = toWhitelistError(thrown);
      const signal = options.signal ?? new AbortController().signal;
      const waiting = { signal, elicitor, limit: until - performance.now(), base: current.answer };
      deadline.pause();
      const answer = await prompter.ask(error, createAnswerChecks(request, current, options), waiting);
      log.debug('a person answered', { about: error.code });
      current = { ...current, answer };
      deadline.restart();
    }
  }
}

/** Whose a person's answer is, found out while the call itself has ended or waits. */
function createAnswerChecks(
  request: AccessRequest,
  access: CallAccess,
  { calls, callLimit }: OpenOptions,
): AnswerChecks {
  const prove = async (one: CallAccess) =>
    (await calls.open(request, one, createCallDeadline(callLimit), {})).identity();
  return {
    verify: (answer) => prove({ ...access, answer, plain: true }).catch(refuseMfaProfile),
    open: (code, answer) => prove({ ...access, answer, askCode: () => Promise.resolve(code) }),
  };
}

/** A profile that itself needs a code cannot be proved on the page of another question. */
function refuseMfaProfile(error: unknown): never {
  const failure = toWhitelistError(error);
  if (failure.code !== 'mfa_required') throw failure;
  throw new WhitelistError('mfa_required', 'This profile needs a code of its MFA device.', {
    guidance: ['Name it in the chat (profile); its code is then asked for on a page like this one.'],
  });
}
