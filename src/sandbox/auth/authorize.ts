import { randomUUID } from 'node:crypto';
import type { Action, Call } from './call.ts';
import { authError } from './auth-errors.ts';
import { ServiceError, accessDenied } from '#sandbox/protocol/errors.ts';
import { type Permission, denialMessage, findDenial, getRights } from './policies.ts';
import { type ServiceName, dialectOf } from '#sandbox/protocol/services.ts';

/** A session out of `GetSessionToken`: a temporary key of no role. */
function isUserSession({ caller, temporary }: Call): boolean {
  return temporary && !caller.arn.includes(':assumed-role/');
}

function createDenial(service: ServiceName, words: string, { resource }: Permission): ServiceError {
  const dialect = dialectOf(service);
  if (dialect === 'query') return accessDenied(words);
  if (dialect !== 'ec2')
    return new ServiceError('AccessDeniedException', words, dialect === 'rest' ? 403 : 400);
  // Where an action has a resource level, EC2 adds a text that only DecodeAuthorizationMessage can read.
  const sealed = Buffer.from(randomUUID().repeat(4)).toString('base64url');
  const more = resource === '*' ? '' : `. Encoded authorization failure message: ${sealed}`;
  const message = `You are not authorized to perform this operation. ${words}${more}`;
  return new ServiceError('UnauthorizedOperation', message, 403);
}

/**
 * Lets the call pass if the caller may do all that it needs.
 *
 * @throws ServiceError in the words of the service
 */
export function authorize(service: ServiceName, call: Call, action: Action): void {
  const { caller } = call;
  // IAM pretends not to know such a session unless it was opened with MFA.
  if (service === 'iam' && isUserSession(call) && caller.mfa !== true) {
    throw authError('wrong-token', 'iam');
  }
  for (const need of action.requiredPermissions(call)) {
    const against = findDenial(getRights(caller), need);
    if (against === null) continue;
    throw createDenial(service, denialMessage(caller.arn, need, against), need);
  }
}
