import type { EC2Client } from '@aws-sdk/client-ec2';
import { toWhitelistError } from '#core/errors/errors.ts';
import type { RefusedLookup, Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { sharedClientOptions, createAttemptMiddleware } from '#aws/http/clients.ts';
import type { Connections } from '#aws/http/connections.ts';
import type { AwsCredentials } from '#aws/sts/credentials.ts';
import { readPagesBy } from '#aws/request/pages.ts';
import { send, type SendOptions } from '#aws/request/send.ts';

/** What one service tells of a name. */
export interface Listing {
  readonly targets: readonly Target[];
  /** What else it has, by the names that the given one could be a slip of. */
  readonly names: readonly string[];
}

export type LookUp = (name: TargetName, aws: TargetAccess) => Promise<Listing>;

/** AWS as the look-ups of one search see it. */
export interface TargetAccess {
  readonly region: Region;
  readonly ec2: () => EC2Client;
  /** For the client of any other service. */
  readonly settings: ReturnType<typeof toClientSettings>;
  readonly middleware: ReturnType<typeof createAttemptMiddleware>;
  /**
   * Sends a request, and those for further pages.
   *
   * @returns null where these credentials may not, which the search notes, and where there is no such thing
   * @throws WhitelistError for every other failure
   */
  readonly ask: <T extends Answer>(question: LookUpRequest<T>) => Promise<T[] | null>;
}

interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

export interface LookUpRequest<T> {
  /** As policies name it. */
  readonly action: string;
  /** What was named cannot be among the answers: nothing is sent, and there is none. Default: it can. */
  readonly unless?: boolean;
  readonly request: (mark: string | undefined, options: { abortSignal: AbortSignal }) => Promise<T>;
  /** Default: there is one page. */
  readonly next?: (page: T) => string | undefined;
  /** AWS's codes for "there is no such thing". Default: it has none. */
  readonly absent?: readonly string[];
}

export interface SearchSettings {
  readonly region: Region;
  readonly source: string;
  readonly credentials: AwsCredentials;
  readonly endpoint: string | undefined;
  readonly connections: Connections;
  readonly options: SendOptions;
  readonly ec2: () => EC2Client;
}

function toClientSettings({ credentials, region, connections, endpoint }: SearchSettings) {
  return {
    credentials,
    region,
    ...sharedClientOptions(connections),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** @param onRefused - Told of each look-up that is not allowed. */
export function createTargetAccess(
  settings: SearchSettings,
  onRefused: (refused: RefusedLookup) => void,
): TargetAccess {
  const { region, source, options, ec2, credentials } = settings;
  return {
    region,
    ec2,
    settings: toClientSettings(settings),
    middleware: createAttemptMiddleware(credentials),
    async ask({ action, unless = false, request, next = () => undefined, absent = [] }) {
      if (unless) return [];
      const attempt = { action, region, source, changes: false };
      try {
        return await readPagesBy((mark) => send(attempt, options, (o) => request(mark, o)), next);
      } catch (error) {
        const { code, message, details } = toWhitelistError(error);
        if (absent.includes(details.aws?.code ?? '')) return null;
        if (code !== 'access_denied') throw error;
        onRefused({ action, message });
        return null;
      }
    },
  };
}
