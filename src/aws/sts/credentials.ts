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
  /** This program opened the session with a code of an MFA device; otherwise nobody can tell. */
  readonly mfa: boolean;
  /** They came with the call itself, or from a person, rather than out of the files and services of the machine. */
  readonly handedOver?: boolean;
}

const processKey = randomBytes(32);

/**
 * A name for credentials under which something may be remembered of them. Their secret is a part of it: who gives
 * somebody's key id with a wrong secret must not meet what was found out with the right one.
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

/** Whether they are an IAM user's or root's own: such keys do not end by themselves (IAM identifiers, "AKIA"). */
export const isLongLived = ({ accessKeyId }: Pick<AwsCredentials, 'accessKeyId'>) =>
  accessKeyId.startsWith('AKIA');

/**
 * What tells, beside their ARN, who may be given the sessions that they open: of a session, the ARN says neither
 * whether it was opened with MFA nor what its own policy takes away.
 */
export function sessionCacheScope({ credentials, mfa, handedOver }: ResolvedCredentials): unknown {
  if (isLongLived(credentials)) return 'user';
  return { mfa, session: handedOver ? fingerprint(credentials) : null };
}
