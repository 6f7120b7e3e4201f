import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Region } from '../core/regions.ts';
import { orAborted, send, type SendOptions } from './send.ts';

/** Whose credentials they are, as STS says. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/**
 * Identities by access key id, known or being asked for: a key id belongs to one principal for good, and is no
 * secret.
 */
export type IdentityCache = Map<string, Promise<Identity>>;

/** A server that is given new temporary keys for years must not keep them all. */
const MOST = 500;

export async function callerIdentity(
  sts: () => STSClient,
  key: { readonly accessKeyId: string; readonly region: Region; readonly source: string },
  cache: IdentityCache,
  options: SendOptions,
): Promise<Identity> {
  const others = cache.get(key.accessKeyId);
  // The call that asked may have been cancelled, or have come with a wrong secret: then each asks for itself.
  const known = others && (await orAborted(others, options.signal).catch(() => null));
  if (known) return known;
  const attempt = { action: 'sts:GetCallerIdentity', region: key.region, source: key.source, changes: false };
  const asked = send(attempt, options, (o) => sts().send(new GetCallerIdentityCommand({}), o)).then(
    ({ Account = '', Arn = '' }) => ({ account: Account, arn: Arn }),
  );
  if (cache.size >= MOST) cache.clear();
  cache.set(key.accessKeyId, asked);
  asked.catch(() => {
    if (cache.get(key.accessKeyId) === asked) cache.delete(key.accessKeyId);
  });
  return asked;
}
