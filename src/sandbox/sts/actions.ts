import type { Action, UnsignedAction } from '#sandbox/auth/call.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './caller-identity.ts';
import { getSessionToken } from './session-token.ts';
import { assumeRoleWithWebIdentity } from './web-identity.ts';

/** Every STS action that the sandbox answers to who signs the request, by AWS's name. */
export const STS_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['AssumeRole', assumeRole],
  ['GetCallerIdentity', getCallerIdentity],
  ['GetSessionToken', getSessionToken],
]);

/** Those that anybody may ask for, without a signature. */
export const STS_UNSIGNED_ACTIONS: ReadonlyMap<string, UnsignedAction> = new Map([
  ['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity],
]);
