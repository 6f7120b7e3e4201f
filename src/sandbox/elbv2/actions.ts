import type { Action } from '../call.ts';

export const ELB_ACTIONS: ReadonlyMap<string, Action> = new Map();
