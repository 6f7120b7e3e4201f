import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Region } from '#core/identifiers/regions.ts';
import type { EndpointSettings } from '#aws/shared-files/profile-endpoints.ts';
import type { Connections } from './connections.ts';
import type { AwsCredentials } from '#aws/sts/credentials.ts';
import { redactFailure } from './redact-failure.ts';
import { INSIDE_RETRIES, trackAttempt } from '#aws/request/attempt-tracker.ts';
import { MAX_ATTEMPTS } from '#aws/request/retries.ts';

// The SDK warns on standard error of Node versions that its coming releases drop; ours are pinned.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

export interface Clients {
  readonly ec2: () => EC2Client;
  readonly sts: () => STSClient;
}

export interface ClientSettings {
  /** Null: for requests that are not signed. */
  readonly credentials: AwsCredentials | null;
  readonly region: Region;
  /** Of the profile whose credentials are used: what the SDK would read of others by itself is not looked at. */
  readonly endpoints: EndpointSettings;
}

/** The settings of signed requests, and where their credentials come from. */
export interface SignedClientSettings extends ClientSettings {
  readonly credentials: AwsCredentials;
  readonly source: string;
}

/**
 * Clients for one call: they hold its credentials and go with it; what is worth keeping, the sockets, is shared. Each
 * is made with its first request, since thousands of calls may be waiting and a client is large.
 */
export const createClients = (settings: ClientSettings, connections: Connections): Clients => ({
  ec2: lazy(() => createClient(EC2Client, settings, connections)),
  sts: lazy(() => createClient(STSClient, settings, connections)),
});

/** Makes the client of any service, with the sockets, retries and middleware that all clients have. */
export function createClient<C extends AnyClient>(
  Client: ClientClass<C>,
  settings: ClientSettings,
  connections: Connections,
): C {
  const config = toClientConfig(settings, connections);
  const endpoint = settings.endpoints.endpointFor(serviceIdOf(Client, config));
  const client = new Client({ ...config, ...(endpoint !== undefined && { endpoint }) });
  client.middlewareStack.add(createAttemptMiddleware(settings.credentials), INSIDE_RETRIES);
  return client;
}

const serviceIds = new WeakMap<object, string>();

/** Only a client knows by which name its service is configured. */
function serviceIdOf(Client: ClientClass<AnyClient>, config: ClientConfig): string {
  const id = serviceIds.get(Client) ?? new Client(config).config.serviceId;
  serviceIds.set(Client, id);
  return id;
}

/** As much of the SDK's clients as is used here. */
export interface AnyClient {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: {
    add(middleware: ReturnType<typeof createAttemptMiddleware>, options: typeof INSIDE_RETRIES): void;
  };
}

type ClientConfig = ReturnType<typeof toClientConfig> & { readonly endpoint?: string };

export type ClientClass<C> = new (config: ClientConfig) => C;

const toClientConfig = (
  { credentials, region, endpoints }: ClientSettings,
  { requestHandler, retryStrategy }: Connections,
) => ({
  region,
  requestHandler,
  retryStrategy,
  maxAttempts: MAX_ATTEMPTS,
  ...(credentials && { credentials }),
  useFipsEndpoint: endpoints.useFips,
  useDualstackEndpoint: endpoints.useDualstack,
  ignoreConfiguredEndpointUrls: true,
});

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Follows each attempt, and removes what is confidential from its failure. */
function createAttemptMiddleware(credentials: AwsCredentials | null) {
  return <A extends { readonly input: object }, R extends { readonly output: object }>(
      next: (args: A) => Promise<R>,
      context: Record<string, unknown>,
    ) =>
    (args: A): Promise<R> =>
      trackAttempt(context, async () => {
        try {
          return await next(args);
        } catch (error) {
          redactFailure(error, args.input, credentials);
          throw error;
        }
      });
}
