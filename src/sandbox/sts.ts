import type { Action } from './call.ts';
import { ServiceError } from './errors.ts';
import { newSecret, newSessionToken, newTemporaryKeyId } from './ids.ts';
import { integer } from './query.ts';

/** `GetCallerIdentity`: no policy can withhold it, not even an explicit deny. */
const getCallerIdentity: Action = {
  writes: false,
  needs: () => [],
  run: ({ caller, state }) => ({ Arn: caller.arn, UserId: caller.userId, Account: state.accountId }),
};

/** Seconds. */
const DURATION = { least: 900, most: 129_600, usual: 43_200 };

/**
 * `GetSessionToken`: a temporary key for the same user, 15 minutes to 36 hours, 12 hours unless said. Needs no
 * leave, but a long-term key. MFA parameters are taken and not looked at.
 */
const getSessionToken: Action = {
  writes: true,
  needs: () => [],
  run: ({ params, caller, state, now, temporary }) => {
    if (temporary) {
      throw new ServiceError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
    }
    const seconds = integer(params, 'DurationSeconds') ?? DURATION.usual;
    if (seconds < DURATION.least || seconds > DURATION.most) {
      throw new ServiceError(
        'ValidationError',
        `Value '${seconds}' at 'durationSeconds' is not between ${DURATION.least} and ${DURATION.most}`,
      );
    }
    const key = {
      accessKeyId: newTemporaryKeyId(),
      secretAccessKey: newSecret(),
      sessionToken: newSessionToken(),
      expiresAt: new Date(now.getTime() + seconds * 1000).toISOString(),
      userId: caller.userId,
      arn: caller.arn,
      policy: structuredClone(caller.policy),
    };
    // Keys that have run out for a day are of no use even for telling somebody so.
    const dayAgo = now.getTime() - 86_400_000;
    state.keys = state.keys.filter(
      (one) => one.expiresAt === undefined || Date.parse(one.expiresAt) > dayAgo,
    );
    state.keys.push(key);
    return {
      Credentials: {
        AccessKeyId: key.accessKeyId,
        SecretAccessKey: key.secretAccessKey,
        SessionToken: key.sessionToken,
        Expiration: key.expiresAt,
      },
    };
  },
};

/** Every STS action that the sandbox answers, by AWS's name. */
export const STS_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['GetCallerIdentity', getCallerIdentity],
  ['GetSessionToken', getSessionToken],
]);
