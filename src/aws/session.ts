import type { Region } from '../core/regions.ts';
import { createClients } from './clients.ts';
import type { Connections } from './connections.ts';
import { credentialsError } from './credential-errors.ts';
import { credentialSource, type AwsCredentials, type CredentialSource } from './credential-source.ts';
import { callerIdentity, type Identity, type IdentityCache } from './identity.ts';
import { resolveRegion } from './region.ts';
import type { SecurityGroups } from './group.ts';
import { securityGroups } from './security-groups.ts';
import { profileEndpoint } from './shared-files.ts';
import { ended, orAborted, type SendOptions } from './send.ts';
import type { AccessRequest, AwsSettings } from './settings.ts';

/** AWS as one call sees it: one set of credentials, one region, until the call ends. */
export interface AwsSession {
  readonly region: Region;
  /** Where the credentials came from, for people; never what they are. */
  readonly source: string;
  readonly groups: SecurityGroups;
  /** Asked once per key and process. */
  identity(): Promise<Identity>;
}

/** What all calls of a process share; it holds no credential. */
export interface AwsShared {
  readonly connections: Connections;
  readonly identities: IdentityCache;
  readonly settings: AwsSettings;
}

/**
 * Finds credentials and region for one call; sends nothing to EC2.
 *
 * @throws WhitelistError `credentials_required`, `region_required`, `invalid_credentials`, `invalid_input`
 */
export async function openSession(
  request: AccessRequest,
  { connections, identities, settings }: AwsShared,
  options: SendOptions,
): Promise<AwsSession> {
  const source = credentialSource(request, settings);
  const { credentials, region } = await resolve(request, settings, source, connections, options);
  const endpoint = settings.sandbox?.endpoint ?? (await profileEndpoint(source.awsProfile));
  const { ec2, sts } = createClients({ credentials, region, endpoint }, connections);
  const where = { region, source: source.label };
  return {
    ...where,
    groups: securityGroups(ec2, where, options),
    identity: () =>
      callerIdentity(sts, { ...where, accessKeyId: credentials.accessKeyId }, identities, options),
  };
}

async function resolve(
  request: AccessRequest,
  settings: AwsSettings,
  source: CredentialSource,
  connections: Connections,
  { signal }: SendOptions,
): Promise<{ credentials: AwsCredentials; region: Region }> {
  const both = Promise.allSettled([source.resolve(connections), resolveRegion(request, settings, source)]);
  const [credentials, region] = await orAborted(both, signal).catch((): never => {
    const action = `the look-up of credentials (${source.label})`;
    throw ended(signal, action);
  });
  if (credentials.status === 'rejected') {
    throw credentialsError(credentials.reason, source, region.status === 'rejected');
  }
  if (region.status === 'rejected') throw region.reason;
  return { credentials: credentials.value, region: region.value };
}
