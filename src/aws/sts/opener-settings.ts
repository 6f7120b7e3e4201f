import type { STSClient } from '@aws-sdk/client-sts';
import type { SendOptions } from '#aws/request/send.ts';
import type { Purpose } from '#aws/settings.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AwsCredentials, ResolvedCredentials } from './credentials.ts';
import type { DeviceQueue } from './device-queue.ts';
import { type Identity, type IdentityCache, rememberIdentity } from './identity.ts';
import type { OpenedSession, SessionCache } from './session-cache.ts';
import type { AskCode } from './sts-requests.ts';

/** AWS's default length of a session, and its limit for a role that is assumed with temporary credentials. */
export const HOUR_SECONDS = 3_600;

/** What sessions are opened with and for, by one call. */
export interface OpenerSettings {
  readonly region: () => Promise<Region>;
  readonly purpose: Purpose;
  readonly sessionName: string;
  readonly askCode: AskCode;
  readonly identities: IdentityCache;
  readonly sessionCache: SessionCache;
  readonly devices: DeviceQueue;
  readonly now: () => Date;
  readonly options: SendOptions;
  /** Null: requests that need no signature. */
  readonly sts: (credentials: AwsCredentials | null, region: Region) => STSClient;
  readonly identityOf: (found: ResolvedCredentials) => Promise<Identity>;
  /** Throws on what STS refused these credentials with, or what it comes from. */
  readonly explainRefusal: (error: unknown, found: ResolvedCredentials) => Promise<never>;
}

/** The credentials of a session, whose identity is known from the answer that opened it. */
export function toResolvedCredentials(
  identities: IdentityCache,
  label: string,
  { credentials, identity, mfa }: OpenedSession,
): ResolvedCredentials {
  rememberIdentity(identities, credentials, Promise.resolve(identity));
  return { credentials, label, mfa };
}
