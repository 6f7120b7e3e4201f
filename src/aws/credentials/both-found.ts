import type { Region } from '#core/identifiers/regions.ts';
import { credentialsError } from './credential-errors.ts';
import type { Found } from '#aws/sts/credentials.ts';
import { ended, orAborted, type SendOptions } from '#aws/request/send.ts';
import type { CredentialSource } from './source.ts';

/** Both or neither: what is missing is told in one go, so that one question asks for all of it. */
export async function bothFound(
  found: Promise<Found>,
  region: Promise<Region>,
  source: CredentialSource,
  { signal }: SendOptions,
): Promise<Found & { readonly region: Region }> {
  const both = Promise.allSettled([found, region]);
  const [credentials, where] = await orAborted(both, signal).catch((): never => {
    throw ended(signal, `the look-up of credentials (${source.label})`);
  });
  if (credentials.status === 'rejected' && where.status === 'rejected' && credentials.reason === where.reason)
    throw where.reason;
  if (credentials.status === 'rejected')
    throw await credentialsError(credentials.reason, source, where.status === 'rejected');
  if (where.status === 'rejected') throw where.reason;
  return { ...credentials.value, region: where.value };
}
