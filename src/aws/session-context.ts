import type { CredentialSource } from '#aws/credentials/sdk-sources.ts';
import { swappedKeysError } from '#aws/credentials/credential-errors.ts';
import { recogniseDisabledRegion } from '#aws/credentials/diagnose-auth-failure.ts';
import { type Clients, createClients } from '#aws/http/clients.ts';
import type { Connections } from '#aws/http/connections.ts';
import type { AwsClock } from '#aws/request/aws-clock.ts';
import type { SendOptions } from '#aws/request/send.ts';
import type { RecentChanges } from '#aws/security-groups/recent-changes.ts';
import type { EndpointSettings } from '#aws/shared-files/profile-endpoints.ts';
import type { SharedFiles } from '#aws/shared-files/shared-files.ts';
import type { AwsCredentials, ResolvedCredentials } from '#aws/sts/credentials.ts';
import type { DeviceQueue } from '#aws/sts/device-queue.ts';
import { getCallerIdentity, type Identity, type IdentityCache } from '#aws/sts/identity.ts';
import type { OpenerSettings } from '#aws/sts/opener-settings.ts';
import type { SessionCache } from '#aws/sts/session-cache.ts';
import type { AskCode } from '#aws/sts/sts-requests.ts';
import type { GivenAccess } from '#core/approval/questions.ts';
import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import { isLikelySecret } from '#core/iam/credentials.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AccessRequest, AwsSettings, Purpose } from './settings.ts';

/** What all calls of a process share. Of credentials it holds only the sessions that this program opened itself. */
export interface AwsShared {
  readonly clock: AwsClock;
  readonly connections: Connections;
  readonly identities: IdentityCache;
  readonly sessionCache: SessionCache;
  readonly devices: DeviceQueue;
  readonly recent: RecentChanges;
  readonly settings: AwsSettings;
  /** This machine's time. */
  readonly now: () => Date;
}

/** What one call has beside its arguments. */
export interface CallAccess {
  readonly purpose: Purpose;
  /** What a person entered on the page for this very call. */
  readonly answer: GivenAccess | null;
  readonly askCode: AskCode;
  /** The source's own credentials are wanted: no role of an entry is assumed, and required roles are ignored. */
  readonly plain?: boolean;
}

/** What the steps of opening one session work with. */
export interface SessionContext {
  readonly request: AccessRequest;
  readonly shared: AwsShared;
  readonly access: CallAccess;
  readonly options: SendOptions;
  /** The entry of the config file that is in force, if any. */
  readonly entry: CredentialProfile | null;
  readonly source: CredentialSource;
  readonly files: SharedFiles;
  readonly endpoints: EndpointSettings;
  /** Of the process, with the certificate authorities that count for this call. */
  readonly connections: Connections;
  readonly region: Promise<Region>;
  readonly clientsFor: (credentials: AwsCredentials | null, region: Region) => Clients;
  readonly identityOf: (found: ResolvedCredentials) => Promise<Identity>;
  readonly explainRefusal: OpenerSettings['explainRefusal'];
}

type Clientele = Pick<SessionContext, 'clientsFor' | 'identityOf' | 'explainRefusal'>;

/** Clients for the call, and what is asked of STS with them. */
export function bindClients({
  shared: { identities },
  options,
  source,
  endpoints,
  connections,
  region,
}: Omit<SessionContext, keyof Clientele>): Clientele {
  const clientsFor: SessionContext['clientsFor'] = (credentials, where) => {
    if (credentials && isLikelySecret(credentials.accessKeyId)) throw swappedKeysError(source);
    return createClients({ credentials, region: where, endpoints }, connections);
  };
  const askIn = (where: Region, { credentials, label }: ResolvedCredentials) => {
    const { sts } = clientsFor(credentials, where);
    return getCallerIdentity(sts, { region: where, source: label, credentials }, identities, options);
  };
  const explainRefusal: SessionContext['explainRefusal'] = async (error, found) =>
    recogniseDisabledRegion(error, await region, (where) => askIn(where, found));
  return {
    clientsFor,
    explainRefusal,
    identityOf: async (found) =>
      askIn(await region, found).catch((error: unknown) => explainRefusal(error, found)),
  };
}
