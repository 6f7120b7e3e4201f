import type { Action } from '#sandbox/auth/call.ts';
import { accessDenied } from '#sandbox/protocol/errors.ts';
import { integer } from '#sandbox/protocol/query.ts';
import { checkLimits } from '#sandbox/protocol/query-limits.ts';
import { ACCOUNT_ROOT } from '#sandbox/auth/roles.ts';
import { MFA_LIMITS } from './limits.ts';
import { verifyMfa } from './verify-mfa.ts';
import { createSession } from './sessions.ts';

/** Seconds. */
const DURATION_SECONDS = { least: 900, most: 129_600, usual: 43_200, mostOfRoot: 3_600 };

/**
 * `GetSessionToken`: a temporary key for the same user, 15 minutes to 36 hours, 12 hours unless said, for the
 * account's root never more than one. Needs no leave, but a long-term key. With a code of the user's MFA device
 * the session counts as opened with MFA.
 */
export const getSessionToken: Action = {
  writes: true,
  requiredPermissions: () => [],
  run: (call) => {
    const { params, caller, state, now, temporary } = call;
    if (temporary) throw accessDenied('Cannot call GetSessionToken with session credentials');
    checkLimits(params, MFA_LIMITS, [{ name: 'DurationSeconds', ...DURATION_SECONDS }]);
    const mfa = verifyMfa(call);
    const wanted = integer(params, 'DurationSeconds') ?? DURATION_SECONDS.usual;
    const seconds = caller.arn === ACCOUNT_ROOT ? Math.min(wanted, DURATION_SECONDS.mostOfRoot) : wanted;
    const { userId, arn, policy } = caller;
    return { Credentials: createSession(state, now, seconds, { userId, arn, policy, ...(mfa && { mfa }) }) };
  },
};
