import { accessDenied } from '#sandbox/protocol/errors.ts';
import { type Permission, type Rights, denialMessage, findDenial } from '#sandbox/auth/policies.ts';
import { type Params, text } from '#sandbox/protocol/query.ts';
import { ACCOUNT_ROOT, type Trust } from '#sandbox/auth/roles.ts';
import type { KeyRecord } from '#sandbox/state/state.ts';

/** Whether the conditions of a trust policy hold. */
export function areConditionsMet(trust: Trust, params: Params, mfa: boolean): boolean {
  const external = trust.externalId === undefined || trust.externalId === text(params, 'ExternalId');
  return external && (trust.mfa !== true || mfa);
}

function namesPrincipal({ principals }: Trust, arn: string | undefined): boolean {
  return arn !== undefined && principals.includes(arn);
}

function sessionAllows({ sessionPolicy, context }: Rights, need: Permission): boolean {
  if (sessionPolicy === null) return true;
  return findDenial({ policy: sessionPolicy, sessionPolicy: null, context }, need) === null;
}

/**
 * Whether the caller may: a trust policy that names them is enough inside an account, one that names the account
 * leaves it to their own policy. What is given to a session's role by name the session's policy can still take.
 *
 * @throws ServiceError `AccessDenied`, with the reason, where a policy of the caller denies it expressly
 */
export function isAllowed(
  trust: Trust,
  caller: Pick<KeyRecord, 'arn' | 'role'>,
  rights: Rights,
  need: Permission,
): boolean {
  const against = findDenial(rights, need);
  if (against?.verdict === 'explicit-deny') throw accessDenied(denialMessage(caller.arn, need, against));
  if (namesPrincipal(trust, caller.arn)) return true;
  if (namesPrincipal(trust, caller.role)) return sessionAllows(rights, need);
  return namesPrincipal(trust, ACCOUNT_ROOT) && against === null;
}
