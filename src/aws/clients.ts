import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Region } from '../core/regions.ts';
import type { Connections } from './connections.ts';
import type { AwsCredentials } from './credentials.ts';
import { withoutParts } from '../core/secret-parts.ts';
import { watchAttempt } from './lost-answers.ts';

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
    requestHandler: connections.requestHandler,
    retryMode: 'standard',
    maxAttempts: 3,
    ...(endpoint !== undefined && { endpoint }),
  };
  const answers = answersOf(credentials);
  return {
    ec2: once(() => {
      const ec2 = new EC2Client(common);
      ec2.middlewareStack.add(
        (next, context) => (args) => watchAttempt(context, () => next(args)),
        INSIDE_RETRIES,
      );
      ec2.middlewareStack.add((next) => async (args) => answers(next(args), args.input), OUTERMOST);
      return ec2;
    }),
    sts: once(() => {
      const sts = new STSClient(common);
      sts.middlewareStack.add((next) => async (args) => answers(next(args), args.input), OUTERMOST);
      return sts;
    }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const INSIDE_RETRIES = { step: 'finalizeRequest', priority: 'low', name: 'watchLostAnswers' } as const;
export const OUTERMOST = { step: 'initialize', name: 'onlyAnswersOfAws' } as const;

/** What is AWS's alone to know, of all that a request carries: STS's own names. */
const CONFIDENTIAL = ['TokenCode', 'WebIdentityToken', 'ExternalId'] as const;

/** Answers as they are to be had of AWS; what it says of a failure repeats nothing that it was told in confidence. */
export function answersOf(credentials: AwsCredentials | null) {
  const { secretAccessKey = '', sessionToken = '' } = credentials ?? {};
  return async <T extends { output: object }>(answer: Promise<T>, input: object): Promise<T> => {
    try {
      return checked(await answer);
    } catch (error) {
      const told = CONFIDENTIAL.map((name): unknown => Reflect.get(input, name));
      const secrets = [secretAccessKey, sessionToken, ...told].filter((one) => typeof one === 'string');
      for (const said of [error, (error as { $metadata?: unknown }).$metadata]) strip(said, secrets);
      throw error;
    }
  };
}

/** What is read off a failure; see faults.ts. */
const READ = ['name', 'message', 'requestId'] as const;

function strip(said: unknown, secrets: readonly string[]): void {
  if (!(said instanceof Object)) return;
  for (const name of READ) {
    const words: unknown = Reflect.get(said, name);
    if (typeof words === 'string') Reflect.set(said, name, withoutParts(words, secrets));
  }
}

/** A proxy's page with status 200 has none of an answer's members; the SDK would let it pass for a success. */
function checked<T extends { output: object }>(result: T): T {
  const { $metadata, ...members }: { $metadata?: unknown } = result.output;
  if (Object.values(members).some((member) => member !== undefined)) return result;
  throw Object.assign(new Error('an answer without content'), { $metadata });
}
