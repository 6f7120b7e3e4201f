import { createHmac, randomBytes } from 'node:crypto';
import type { InlineCredentials } from '#core/iam/credentials.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Credentials, and what is known of how they came about. */
export interface ResolvedCredentials {
  readonly credentials: AwsCredentials;
  /** For people; see CredentialSource. */
  readonly label: string;
  /** This program opened the session with an MFA code; otherwise it is not known whether MFA was used. */
  readonly mfa: boolean;
  /** They came with the call or from a person, rather than from files and services of this machine. */
  readonly handedOver?: boolean;
}

const processKey = randomBytes(32);

/**
 * A key for caches of what is known about credentials. The secret is a part of it: whoever gives somebody's key id with
 * a wrong secret must not get what was cached for the right one.
 */
export function fingerprint({ accessKeyId, secretAccessKey, sessionToken = '' }: AwsCredentials): string {
  const parts = JSON.stringify([accessKeyId, secretAccessKey, sessionToken]);
  return createHmac('sha256', processKey).update(parts).digest('base64url');
}

export function revealCredentials({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: InlineCredentials): AwsCredentials {
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken && { sessionToken: sessionToken.reveal() }),
  };
}

/** Whether they are an IAM user's or root's own: such keys do not expire (IAM identifiers, "AKIA"). */
export const isLongLived = ({ accessKeyId }: Pick<AwsCredentials, 'accessKeyId'>) =>
  accessKeyId.startsWith('AKIA');

/** Whether AWS takes a device's code with them: it does with a user's own key alone, never with a session's. */
export const takesMfaCode = (credentials: AwsCredentials): boolean =>
  credentials.sessionToken === undefined || isLongLived(credentials);

/**
 * What decides, beside their ARN, who may share the sessions that they open: the ARN of a session says neither whether
 * it was opened with MFA nor what its own policy takes away.
 */
export function sessionCacheScope({ credentials, mfa, handedOver }: ResolvedCredentials): unknown {
  if (isLongLived(credentials)) return 'user';
  return { mfa, session: handedOver ? fingerprint(credentials) : null };
}
