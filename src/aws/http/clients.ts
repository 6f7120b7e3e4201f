import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Region } from '#core/identifiers/regions.ts';
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
  /** Wins over every AWS_ENDPOINT_URL… and profile: the sandbox must not reach AWS. Default: as those say. */
  readonly endpoint: string | undefined;
}

/**
 * Clients for one call: they hold its credentials and go with it; what is worth keeping, the sockets, is shared. Each
 * is made with its first request, since thousands of calls may wait for their turn and a client is large.
 */
export function createClients(
  { endpoint, region, credentials }: ClientSettings,
  connections: Connections,
): Clients {
  const common = {
    region,
    ...(credentials && { credentials }),
    ...sharedClientOptions(connections),
    ...(endpoint !== undefined && { endpoint }),
  };
  const middleware = createAttemptMiddleware(credentials);
  return {
    ec2: lazy(() => {
      const ec2 = new EC2Client(common);
      ec2.middlewareStack.add(middleware, INSIDE_RETRIES);
      return ec2;
    }),
    sts: lazy(() => {
      const sts = new STSClient(common);
      sts.middlewareStack.add(middleware, INSIDE_RETRIES);
      return sts;
    }),
  };
}

/** What clients of every service have in common. */
export function sharedClientOptions({ requestHandler, retryStrategy }: Connections) {
  return { requestHandler, retryStrategy, maxAttempts: MAX_ATTEMPTS };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Middleware of every client: follows each attempt, and what is said of its failure repeats nothing confidential. */
export function createAttemptMiddleware(credentials: AwsCredentials | null) {
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
