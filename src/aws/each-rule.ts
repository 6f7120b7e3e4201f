import { toWhitelistError, type WhitelistError } from '../core/errors.ts';
import type { IngressRule } from '../core/ingress-rule.ts';

/** What became of every rule of a change in one group; each rule is in exactly one of the four lists. */
export interface EachRule {
  readonly done: readonly IngressRule[];
  readonly unneeded: readonly IngressRule[];
  readonly notDone: readonly IngressRule[];
  readonly unknown: readonly IngressRule[];
  readonly error: WhitelistError | null;
  readonly retried: boolean;
}

export function eachRule(groups: any): any {
  const nothing = { done: [], unneeded: [], notDone: [], unknown: [], error: null, retried: false };
  const wrap = (f: any) => async (id: any, rules: any) => {
    try { return { ...nothing, ...(await f(id, rules)) }; } catch (thrown) {
      const error = toWhitelistError(thrown); const u = error.details.outcome === 'unknown';
      return { ...nothing, error, [u ? 'unknown' : 'notDone']: rules };
    }
  };
  return {
    authorizeEach: wrap(async (id: any, rules: any) => { const r = await groups.authorize(id, rules); return r.alreadyPresent ? { unneeded: rules, retried: r.retried } : { done: r.added, retried: r.retried }; }),
    revokeEach: wrap(async (id: any, rules: any) => { const r = await groups.revoke(id, rules); return { done: r.removed, unneeded: rules.filter((x: any) => !r.removed.length), retried: r.retried }; }),
  };
}
