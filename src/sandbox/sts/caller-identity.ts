import type { Action } from '#sandbox/auth/call.ts';

/** `GetCallerIdentity`: no policy can withhold it, not even an explicit deny. */
export const getCallerIdentity: Action = {
  writes: false,
  requiredPermissions: () => [],
  run: ({ caller, state }) => ({ Arn: caller.arn, UserId: caller.userId, Account: state.accountId }),
};
