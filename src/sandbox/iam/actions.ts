import type { Action } from '#sandbox/auth/call.ts';
import { listAccessKeys } from './list-access-keys.ts';

/** Every IAM action that the sandbox answers, by AWS's name. */
export const IAM_ACTIONS: ReadonlyMap<string, Action> = new Map([['ListAccessKeys', listAccessKeys]]);
