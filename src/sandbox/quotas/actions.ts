import type { Action } from '../call.ts';

export const QUOTA_ACTIONS: ReadonlyMap<string, Action> = new Map();
