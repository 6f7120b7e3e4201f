import { truncateEcho, invalidValue, validationError } from '#sandbox/protocol/errors.ts';
import { type Params, integer, requiredText, text } from '#sandbox/protocol/query.ts';
import type { Role } from '#sandbox/auth/roles.ts';
import type { State } from '#sandbox/state/state.ts';
import type { XmlNode } from '#sandbox/protocol/xml.ts';
import { parsePolicyStatements } from './policy-document.ts';
import { type SessionIdentity, createSession } from './sessions.ts';

/** Seconds: what a session lasts unless said, and all that a session opened by a session may last. */
const HOUR_SECONDS = 3_600;

function readDurationSeconds(params: Params, role: Role, chained: boolean): number {
  const seconds = integer(params, 'DurationSeconds') ?? HOUR_SECONDS;
  if (chained && seconds > HOUR_SECONDS) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionSeconds) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

/** Nothing of these is imitated, and a session without them would have more rights than was asked for. */
const UNSUPPORTED_PARAMETER = /^(?:PolicyArns|Tags|TransitiveTagKeys|ProvidedContexts)\./;

/**
 * The ARN of the wanted role, whether there is such a role or not.
 *
 * @throws ServiceError for what is no ARN, and for what the sandbox does not imitate
 */
export function readRoleArn(params: Params): string {
  const stranger = [...params.keys()].find((name) => UNSUPPORTED_PARAMETER.test(name));
  if (stranger !== undefined) throw invalidValue(`The sandbox does not know ${truncateEcho(stranger)}`);
  const arn = requiredText(params, 'RoleArn');
  const [prefix, partition = '', service = '', , , ...resource] = arn.split(':');
  const isArn = prefix === 'arn' && partition !== '' && service !== '' && resource.join(':') !== '';
  if (!isArn) throw validationError(`${arn} is invalid`);
  return arn;
}

export interface RoleSessionRequest {
  params: Params;
  state: State;
  now: Date;
  role: Role;
  /** Whether it is opened with a session. */
  chained: boolean;
  sourceIdentity: string | undefined;
}

/**
 * Opens a session of a role for somebody who may.
 *
 * @throws ServiceError `ValidationError` for a session that would be too long, `MalformedPolicyDocument`
 */
export function openRoleSession(opening: RoleSessionRequest): XmlNode {
  const { params, state, now, role, chained, sourceIdentity } = opening;
  const seconds = readDurationSeconds(params, role, chained);
  const document = text(params, 'Policy');
  const name = text(params, 'RoleSessionName') ?? '';
  const roleName = role.arn.slice(role.arn.lastIndexOf('/') + 1);
  const session: SessionIdentity = {
    userId: `${role.id}:${name}`,
    arn: `arn:aws:sts::${state.accountId}:assumed-role/${roleName}/${name}`,
    policy: role.policy,
    role: role.arn,
    ...(document !== undefined && { sessionPolicy: parsePolicyStatements(document) }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: createSession(state, now, seconds, session),
    // AWS tells the share of what its packed form may take up; how it packs is not documented.
    PackedPolicySize: document === undefined ? undefined : Math.ceil((document.length * 100) / 2048),
    SourceIdentity: sourceIdentity,
  };
}
