import type { Action, Call } from '../call.ts';
import { ServiceError, accessDenied } from '../errors.ts';
import { type Need, type Rights, denial, notAuthorized, refusal, rightsOf } from '../policies.ts';
import { type Params, required, text } from '../query.ts';
import { checkLimits } from '../query-limits.ts';
import { ACCOUNT_ROOT, type Role, type Trust, roleOf } from '../roles.ts';
import type { KeyRecord } from '../state.ts';
import { ASSUME_ROLE_LIMITS, ROLE_SECONDS } from './limits.ts';
import { provedMfa } from './proved-mfa.ts';
import { checkArn, openRoleSession } from './role-session.ts';

/** Nothing of these is imitated, and a session without them would have more rights than was asked for. */
const UNKNOWN = /^(?:PolicyArns|Tags|TransitiveTagKeys|ProvidedContexts)\./;

function checkParams(params: Params): void {
  checkLimits(params, ASSUME_ROLE_LIMITS, [ROLE_SECONDS]);
  checkArn(required(params, 'RoleArn'));
  const stranger = [...params.keys()].find((name) => UNKNOWN.test(name));
  if (stranger === undefined) return;
  throw new ServiceError('InvalidParameterValue', `The sandbox does not know AssumeRole's ${stranger}`);
}

/** Whether the conditions of a trust policy hold. */
function conditionsHold(trust: Trust, params: Params, mfa: boolean): boolean {
  const external = trust.externalId === undefined || trust.externalId === text(params, 'ExternalId');
  return external && (trust.mfa !== true || mfa);
}

/**
 * Whether the caller may: a trust policy that names them is enough inside an account, one that names the account
 * leaves it to their own policy. A session policy also limits what is given to the session's role by name.
 */
function isLet({ trust }: Role, caller: KeyRecord, rights: Rights, need: Need): boolean {
  const against = refusal(rights, need);
  if (against === null) return [caller.arn, caller.role, ACCOUNT_ROOT].some((one) => names(trust, one));
  if (against.verdict === 'explicit-deny') throw accessDenied(denial(caller.arn, need, against));
  if (names(trust, caller.arn)) return true;
  return names(trust, caller.role) && against.policy === 'identity-based' && sessionAllows(rights, need);
}

function names(trust: Trust, arn: string | undefined): boolean {
  return arn !== undefined && trust.principals.includes(arn);
}

function sessionAllows({ sessionPolicy, context }: Rights, need: Need): boolean {
  if (sessionPolicy === null) return true;
  return refusal({ policy: sessionPolicy, sessionPolicy: null, context }, need) === null;
}

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
    checkParams(params);
    if (caller.arn === ACCOUNT_ROOT) throw accessDenied('Roles may not be assumed by root accounts.');
    const arn = required(params, 'RoleArn');
    const assuming = { action: 'sts:AssumeRole', resource: arn };
    // What the request itself proves counts for both policies.
    const proved = provedMfa(call);
    const own = rightsOf(caller);
    const rights = proved ? { ...own, context: { mfa: true } } : own;
    const role = roleOf(arn);
    const met = role !== undefined && conditionsHold(role.trust, params, rights.context.mfa === true);
    if (!met || !isLet(role, caller, rights, assuming)) {
      throw accessDenied(notAuthorized(caller.arn, assuming));
    }
    const { source, changed } = sourceIdentityOf(call);
    const naming = { action: 'sts:SetSourceIdentity', resource: arn };
    const mayName = () => role.trust.sourceIdentity && isLet(role, caller, rights, naming);
    if (source !== undefined && (changed || !mayName())) {
      throw accessDenied(notAuthorized(caller.arn, naming));
    }
    return openRoleSession({ params, state, now, role, chained: temporary, sourceIdentity: source });
  },
};
