import type { Action } from '../call.ts';

export const ELASTICACHE_ACTIONS: ReadonlyMap<string, Action> = new Map();
