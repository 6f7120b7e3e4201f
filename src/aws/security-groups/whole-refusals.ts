import type { ErrorCode } from '#core/errors/errors.ts';

/** What AWS refuses with these it refuses as a whole, before it comes to any rule. */
export const AS_A_WHOLE: readonly ErrorCode[] = [
  'access_denied',
  'throttled',
  'invalid_credentials',
  'credential_validation_failed',
  'group_not_found',
  'account_restricted',
  'timeout',
  'cancelled',
];

/** With these the look at the group would fare no better, and nothing reached its rules. */
export const OUT_OF_REACH: readonly ErrorCode[] = [
  'invalid_credentials',
  'credential_validation_failed',
  'group_not_found',
  'account_restricted',
];
