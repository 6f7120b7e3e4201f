import type { Action, Call } from '#sandbox/auth/call.ts';
import { accessDenied } from '#sandbox/protocol/errors.ts';
import { notAuthorizedMessage, getRights } from '#sandbox/auth/policies.ts';
import { text } from '#sandbox/protocol/query.ts';
import { checkLimits } from '#sandbox/protocol/query-limits.ts';
import { ACCOUNT_ROOT, findRole } from '#sandbox/auth/roles.ts';
import { ASSUME_ROLE_LIMITS, ROLE_SECONDS } from './limits.ts';
import { verifyMfa } from './verify-mfa.ts';
import { openRoleSession, readRoleArn } from './role-session.ts';
import { areConditionsMet, isAllowed } from './trust.ts';

/** Who is behind the session, if anybody said so, now or earlier in the chain. */
function resolveSourceIdentity({ params, caller }: Call): { source: string | undefined; changed: boolean } {
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
  requiredPermissions: () => [],
  run: (call) => {
    const { params, caller, state, now, temporary } = call;
    checkLimits(params, ASSUME_ROLE_LIMITS, [ROLE_SECONDS]);
    const arn = readRoleArn(params);
    if (caller.arn === ACCOUNT_ROOT) throw accessDenied('Roles may not be assumed by root accounts.');
    const assuming = { action: 'sts:AssumeRole', resource: arn };
    // What the request itself proves counts for both policies.
    const proved = verifyMfa(call);
    const own = getRights(caller);
    const rights = proved ? { ...own, context: { mfa: true } } : own;
    const role = findRole(arn);
    const met = role !== undefined && areConditionsMet(role.trust, params, rights.context.mfa === true);
    if (!met || !isAllowed(role.trust, caller, rights, assuming)) {
      throw accessDenied(notAuthorizedMessage(caller.arn, assuming));
    }
    const { source, changed } = resolveSourceIdentity(call);
    const naming = { action: 'sts:SetSourceIdentity', resource: arn };
    const mayName = () => role.trust.sourceIdentity && isAllowed(role.trust, caller, rights, naming);
    if (source !== undefined && (changed || !mayName())) {
      throw accessDenied(notAuthorizedMessage(caller.arn, naming));
    }
    return openRoleSession({ params, state, now, role, chained: temporary, sourceIdentity: source });
  },
};
