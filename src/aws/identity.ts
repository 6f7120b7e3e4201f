import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Region } from '../core/regions.ts';
import { send, type SendOptions } from './send.ts';

/** Whose credentials they are, as STS says. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** Identities by access key id: a key id belongs to one principal for good, and is no secret. */
export type IdentityCache = Map<string, Identity>;

/** A server that is given new temporary keys for years must not keep them all. */
const MOST = 500;

export async function callerIdentity(
  sts: STSClient,
  key: { readonly accessKeyId: string; readonly region: Region; readonly source: string },
  cache: IdentityCache,
  options: SendOptions,
): Promise<Identity> {
  const known = cache.get(key.accessKeyId);
  if (known) return known;
  const attempt = { action: 'sts:GetCallerIdentity', region: key.region, source: key.source, changes: false };
  const answer = await send(attempt, options, (o) => sts.send(new GetCallerIdentityCommand({}), o));
  const identity = { account: answer.Account ?? '', arn: answer.Arn ?? '' };
  if (cache.size >= MOST) cache.clear();
  cache.set(key.accessKeyId, identity);
  return identity;
}
