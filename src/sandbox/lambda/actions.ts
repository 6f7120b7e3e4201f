import type { Action } from '#sandbox/auth/call.ts';
import { getConfiguration } from './configuration.ts';

/** Every Lambda action that the sandbox answers, by the name that policies have for it. */
export const LAMBDA_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['GetFunctionConfiguration', getConfiguration],
]);
