import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Region } from '#core/identifiers/regions.ts';
import { fingerprint, type AwsCredentials } from './credentials.ts';
import { raceAbort, send, type SendOptions } from '#aws/request/send.ts';
import { required } from '#aws/errors/unexpected-response.ts';

/** Whose credentials they are, as STS says. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** Identities by the fingerprint of the credentials, known or being asked for: keys belong to one principal for good. */
export type IdentityCache = Map<string, Promise<Identity>>;

/** A server that is given new temporary keys for years must not keep them all. */
const MAX_IDENTITIES = 500;

export function rememberIdentity(
  cache: IdentityCache,
  credentials: AwsCredentials,
  identity: Promise<Identity>,
): void {
  if (cache.size >= MAX_IDENTITIES) cache.clear();
  cache.set(fingerprint(credentials), identity);
}

export async function getCallerIdentity(
  sts: () => STSClient,
  of: { readonly credentials: AwsCredentials; readonly region: Region; readonly source: string },
  cache: IdentityCache,
  options: SendOptions,
): Promise<Identity> {
  const key = fingerprint(of.credentials);
  const shared = cache.get(key);
  // The call that asked may have been cancelled: then each asks for itself.
  const known = shared && (await raceAbort(shared, options.signal).catch(() => null));
  if (known) return known;
  const attempt = { action: 'sts:GetCallerIdentity', region: of.region, source: of.source, changes: false };
  const pending = send(attempt, options, (o) => sts().send(new GetCallerIdentityCommand({}), o)).then(
    ({ Account, Arn }) => ({ account: required(Account, 'the account'), arn: required(Arn, 'the identity') }),
  );
  rememberIdentity(cache, of.credentials, pending);
  pending.catch(() => {
    if (cache.get(key) === pending) cache.delete(key);
  });
  return pending;
}
