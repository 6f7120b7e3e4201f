import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Region } from '#core/identifiers/regions.ts';
import { fingerprint, type AwsCredentials } from './credentials.ts';
import { orAborted, send, type SendOptions } from '#aws/request/send.ts';
import { present } from '#aws/errors/strange.ts';

/** Whose credentials they are, as STS says. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** Identities by the fingerprint of the credentials, known or being asked for: keys belong to one principal for good. */
export type IdentityCache = Map<string, Promise<Identity>>;

/** A server that is given new temporary keys for years must not keep them all. */
const MOST = 500;

export function rememberIdentity(
  cache: IdentityCache,
  credentials: AwsCredentials,
  identity: Promise<Identity>,
): void {
  if (cache.size >= MOST) cache.clear();
  cache.set(fingerprint(credentials), identity);
}

export async function callerIdentity(
  sts: () => STSClient,
  of: { readonly credentials: AwsCredentials; readonly region: Region; readonly source: string },
  cache: IdentityCache,
  options: SendOptions,
): Promise<Identity> {
  const key = fingerprint(of.credentials);
  const others = cache.get(key);
  // The call that asked may have been cancelled: then each asks for itself.
  const known = others && (await orAborted(others, options.signal).catch(() => null));
  if (known) return known;
  const attempt = { action: 'sts:GetCallerIdentity', region: of.region, source: of.source, changes: false };
  const asked = send(attempt, options, (o) => sts().send(new GetCallerIdentityCommand({}), o)).then(
    ({ Account, Arn }) => ({ account: present(Account, 'the account'), arn: present(Arn, 'the identity') }),
  );
  rememberIdentity(cache, of.credentials, asked);
  asked.catch(() => {
    if (cache.get(key) === asked) cache.delete(key);
  });
  return asked;
}
