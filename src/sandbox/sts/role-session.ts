import { echo, invalidValue, validationError } from '#sandbox/errors.ts';
import { type Params, integer, required, text } from '#sandbox/query.ts';
import type { Role } from '#sandbox/auth/roles.ts';
import type { State } from '#sandbox/state/state.ts';
import type { XmlNode } from '#sandbox/xml.ts';
import { policyStatements } from './policy-document.ts';
import { type SessionOf, openSession } from './sessions.ts';

/** Seconds: what a session lasts unless said, and all that a session opened by a session may last. */
const HOUR = 3_600;

function secondsOf(params: Params, role: Role, chained: boolean): number {
  const seconds = integer(params, 'DurationSeconds') ?? HOUR;
  if (chained && seconds > HOUR) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.longestSession) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

/** Nothing of these is imitated, and a session without them would have more rights than was asked for. */
const UNKNOWN = /^(?:PolicyArns|Tags|TransitiveTagKeys|ProvidedContexts)\./;

/**
 * The ARN of the wanted role, whether there is such a role or not.
 *
 * @throws ServiceError for what is no ARN, and for what the sandbox does not imitate
 */
export function wantedRole(params: Params): string {
  const stranger = [...params.keys()].find((name) => UNKNOWN.test(name));
  if (stranger !== undefined) throw invalidValue(`The sandbox does not know ${echo(stranger)}`);
  const arn = required(params, 'RoleArn');
  const [prefix, partition = '', service = '', , , ...resource] = arn.split(':');
  const isArn = prefix === 'arn' && partition !== '' && service !== '' && resource.join(':') !== '';
  if (!isArn) throw validationError(`${arn} is invalid`);
  return arn;
}

export interface Opening {
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
export function openRoleSession(opening: Opening): XmlNode {
  const { params, state, now, role, chained, sourceIdentity } = opening;
  const seconds = secondsOf(params, role, chained);
  const document = text(params, 'Policy');
  const name = text(params, 'RoleSessionName') ?? '';
  const roleName = role.arn.slice(role.arn.lastIndexOf('/') + 1);
  const session: SessionOf = {
    userId: `${role.id}:${name}`,
    arn: `arn:aws:sts::${state.accountId}:assumed-role/${roleName}/${name}`,
    policy: role.policy,
    role: role.arn,
    ...(document !== undefined && { sessionPolicy: policyStatements(document) }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: openSession(state, now, seconds, session),
    // AWS tells the share of what its packed form may take up; how it packs is not documented.
    PackedPolicySize: document === undefined ? undefined : Math.ceil((document.length * 100) / 2048),
    SourceIdentity: sourceIdentity,
  };
}
