import type { Action } from '#sandbox/auth/call.ts';
import { accessDenied } from '#sandbox/errors.ts';
import { integer } from '#sandbox/query.ts';
import { checkLimits } from '#sandbox/query-limits.ts';
import { ACCOUNT_ROOT } from '#sandbox/auth/roles.ts';
import { MFA_LIMITS } from './limits.ts';
import { provedMfa } from './proved-mfa.ts';
import { openSession } from './sessions.ts';

/** Seconds. */
const DURATION = { least: 900, most: 129_600, usual: 43_200, mostOfRoot: 3_600 };

/**
 * `GetSessionToken`: a temporary key for the same user, 15 minutes to 36 hours, 12 hours unless said, for the
 * account's root never more than one. Needs no leave, but a long-term key. With a code of the user's MFA device
 * the session counts as opened with MFA.
 */
export const getSessionToken: Action = {
  writes: true,
  needs: () => [],
  run: (call) => {
    const { params, caller, state, now, temporary } = call;
    if (temporary) throw accessDenied('Cannot call GetSessionToken with session credentials');
    checkLimits(params, MFA_LIMITS, [{ name: 'DurationSeconds', ...DURATION }]);
    const mfa = provedMfa(call);
    const wanted = integer(params, 'DurationSeconds') ?? DURATION.usual;
    const seconds = caller.arn === ACCOUNT_ROOT ? Math.min(wanted, DURATION.mostOfRoot) : wanted;
    const { userId, arn, policy } = caller;
    return { Credentials: openSession(state, now, seconds, { userId, arn, policy, ...(mfa && { mfa }) }) };
  },
};
