import type { EC2Client } from '@aws-sdk/client-ec2';
import { toWhitelistError } from '#core/errors/errors.ts';
import type { FailedLookup, RefusedLookup, Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import {
  createClient,
  type AnyClient,
  type ClientClass,
  type SignedClientSettings,
} from '#aws/http/clients.ts';
import type { Connections } from '#aws/http/connections.ts';
import { readPagesBy } from '#aws/request/pages.ts';
import { send, type SendOptions } from '#aws/request/send.ts';

/** What one service has of a name. */
export interface Listing {
  readonly targets: readonly Target[];
  /** The names of all that it has, among which the given one may be misspelt. */
  readonly names: readonly string[];
}

export type LookUp = (name: TargetName, aws: TargetAccess) => Promise<Listing>;

/** AWS as the look-ups of one search see it. */
export interface TargetAccess {
  readonly region: Region;
  readonly ec2: () => EC2Client;
  /** Makes the client of any other service. */
  readonly createClient: <C extends AnyClient>(Client: ClientClass<C>) => C;
  /**
   * Sends a request, and those for further pages.
   *
   * @returns null where these credentials may not, which the search notes, and where there is no such thing
   * @throws WhitelistError for every other failure
   */
  readonly fetchPages: <T extends Answer>(lookUp: LookUpRequest<T>) => Promise<T[] | null>;
}

interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

export interface LookUpRequest<T> {
  /** As policies name it. */
  readonly action: string;
  /** The name cannot mean anything of this kind, so nothing is sent. Default: it can. */
  readonly unless?: boolean;
  readonly request: (mark: string | undefined, options: { abortSignal: AbortSignal }) => Promise<T>;
  /** Default: there is one page. */
  readonly next?: (page: T) => string | undefined;
  /** AWS's codes for "there is no such thing". Default: it has none. */
  readonly absent?: readonly string[];
}

export interface SearchSettings extends SignedClientSettings {
  readonly connections: Connections;
  readonly options: SendOptions;
  readonly ec2: () => EC2Client;
}

/** How long one of several services may keep the others waiting: milliseconds. */
const SERVICE_LIMIT_MS = 8_000;

interface LookUpNotes {
  /** Called for each look-up that is not allowed. */
  readonly onRefused: (refused: RefusedLookup) => void;
  /** Called for each that fails at a service other than EC2; null: the failure is the search's. */
  readonly onFailed: ((failed: FailedLookup) => void) | null;
}

export function createTargetAccess(
  settings: SearchSettings,
  { onRefused, onFailed }: LookUpNotes,
): TargetAccess {
  const { region, source, options, ec2, connections } = settings;
  return {
    region,
    ec2,
    createClient: (Client) => createClient(Client, settings, connections),
    async fetchPages({ action, unless = false, request, next = () => undefined, absent = [] }) {
      if (unless) return [];
      const attempt = { action, region, source, changes: false };
      const note = action.startsWith('ec2:') ? null : onFailed;
      const limit = note && limitService(options);
      const sending = limit ? { ...options, signal: limit.signal } : options;
      try {
        return await readPagesBy((mark) => send(attempt, sending, (o) => request(mark, o)), next);
      } catch (error) {
        const { code, message, details } = toWhitelistError(error);
        if (absent.includes(details.aws?.code ?? '')) return null;
        if (code === 'access_denied') onRefused({ action, message });
        else if (note && !options.signal.aborted) {
          const why = limit?.signal.aborted ? 'it gave no answer in time' : message;
          note({ action, message: why, retryable: isRetryable(error) });
        } else throw error;
        return null;
      } finally {
        limit?.end();
      }
    },
  };
}

const isRetryable = (error: unknown): boolean => toWhitelistError(error).report().retryable;

/** A signal that ends with the call's, or earlier: a silent service is not worth all of the call's time. */
function limitService({ signal }: SendOptions): { readonly signal: AbortSignal; readonly end: () => void } {
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, SERVICE_LIMIT_MS).unref();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return {
    signal: limit.signal,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}
