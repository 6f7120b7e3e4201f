import type { Action } from '../call.ts';

export const LAMBDA_ACTIONS: ReadonlyMap<string, Action> = new Map();
