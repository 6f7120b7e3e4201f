import type { Action, Call } from '#sandbox/auth/call.ts';
import { accessDenied } from '#sandbox/errors.ts';
import { notAuthorized, rightsOf } from '#sandbox/auth/policies.ts';
import { text } from '#sandbox/query.ts';
import { checkLimits } from '#sandbox/query-limits.ts';
import { ACCOUNT_ROOT, roleOf } from '#sandbox/auth/roles.ts';
import { ASSUME_ROLE_LIMITS, ROLE_SECONDS } from './limits.ts';
import { provedMfa } from './proved-mfa.ts';
import { openRoleSession, wantedRole } from './role-session.ts';
import { conditionsHold, isLet } from './trust.ts';

/** Who is behind the session, if anybody said so, now or earlier in the chain. */
function sourceIdentityOf({ params, caller }: Call): { source: string | undefined; changed: boolean } {
  const [earlier, wanted] = [caller.sourceIdentity, text(params, 'SourceIdentity')];
  const changed = earlier !== undefined && wanted !== undefined && wanted !== earlier;
  return { source: earlier ?? wanted, changed };
}

/**
 * `AssumeRole`. Who may not is told nothing of the reason, not even whether there is such a role, unless
 * a policy of their own denies it expressly.
 */
export const assumeRole: Action = {
  writes: true,
  needs: () => [],
  run: (call) => {
    const { params, caller, state, now, temporary } = call;
    checkLimits(params, ASSUME_ROLE_LIMITS, [ROLE_SECONDS]);
    const arn = wantedRole(params);
    if (caller.arn === ACCOUNT_ROOT) throw accessDenied('Roles may not be assumed by root accounts.');
    const assuming = { action: 'sts:AssumeRole', resource: arn };
    // What the request itself proves counts for both policies.
    const proved = provedMfa(call);
    const own = rightsOf(caller);
    const rights = proved ? { ...own, context: { mfa: true } } : own;
    const role = roleOf(arn);
    const met = role !== undefined && conditionsHold(role.trust, params, rights.context.mfa === true);
    if (!met || !isLet(role.trust, caller, rights, assuming)) {
      throw accessDenied(notAuthorized(caller.arn, assuming));
    }
    const { source, changed } = sourceIdentityOf(call);
    const naming = { action: 'sts:SetSourceIdentity', resource: arn };
    const mayName = () => role.trust.sourceIdentity && isLet(role.trust, caller, rights, naming);
    if (source !== undefined && (changed || !mayName())) {
      throw accessDenied(notAuthorized(caller.arn, naming));
    }
    return openRoleSession({ params, state, now, role, chained: temporary, sourceIdentity: source });
  },
};
