import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsSettings, SandboxSetting } from './aws/settings.ts';
import type { SentRequest } from './aws/send.ts';
import type { Config } from './config/config.ts';
import type { Log } from './log.ts';
import type { ToolContext } from './tools/context.ts';

export interface RuntimeOptions {
  readonly log: Log;
  /** The operating system's user name. */
  readonly user: string;
  /** With `--sandbox`: where it is served. Default: AWS itself. */
  readonly sandbox?: SandboxSetting | undefined;
  readonly now?: () => Date;
  /** Longest that one call may take in all, retries included: milliseconds. Default: 30 s. */
  readonly callLimit?: number | undefined;
}

export interface CallOptions {
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each AWS request of the call that has ended, until the call itself has. */
  readonly onProgress?: ((action: string) => void) | undefined;
}

/** What lives as long as the process: sockets, known identities; never a credential. */
export interface Runtime {
  readonly log: Log;
  /** The context of one request; its time limit starts here. */
  toolContext(options?: CallOptions): ToolContext;
  /** Waits a moment for changes that are under way, so that the log tells what became of them. */
  close(): Promise<void>;
}

/** How many requests go to AWS at once; the SDK's sockets per host are as many. */
const MOST_AT_ONCE = 50;

/** How long `close` waits for changes: milliseconds. Hosts kill what has not ended after about two seconds. */
const CLOSE_LIMIT = 1_500;

/** Composition root: called once per process. */
export function createRuntime(config: Config, options: RuntimeOptions): Runtime {
  const { log, user, sandbox = null, now = () => new Date(), callLimit = 30_000 } = options;
  const settings: AwsSettings = { profiles: config.profiles, region: config.region, sandbox };
  const changes = new Set<Promise<void>>();
  let aws: ReturnType<typeof loadAws> | undefined;
  let closed = false;

  const onChange = (ended: Promise<void>) => {
    changes.add(ended);
    void ended.then(() => changes.delete(ended));
  };
  return {
    log,
    toolContext({ signal, onProgress } = {}) {
      const limit = after(callLimit);
      const onSent = (request: SentRequest) => {
        // What is cut off by the end has been told of above.
        if (!closed) logRequest(log, request);
        onProgress?.(request.action);
      };
      return {
        settings: config,
        now: now(),
        user,
        async open(request) {
          const { shared, slots, openSession } = await (aws ??= loadAws(settings));
          const send = { signal: either(limit, signal), limit, slots, onSent, onChange };
          const session = await openSession(request, shared, send);
          log.debug('credentials found', { source: session.source, region: session.region });
          return session;
        },
      };
    },
    async close() {
      await Promise.race([Promise.allSettled(changes), sleep(CLOSE_LIMIT, undefined, { ref: false })]);
      if (changes.size > 0)
        log.warning('ended before AWS answered a change: whether it was made is not known');
      closed = true;
      if (aws) (await aws).shared.connections.close();
    },
  };
}

function logRequest(log: Log, { action, region, milliseconds, requestId, error, left }: SentRequest): void {
  log.debug(`AWS ${action}`, { region, ms: milliseconds, request_id: requestId, result: error ?? 'ok' });
  if (!left) return;
  const outcome = error === null ? 'was made all the same' : `was not confirmed (${error})`;
  log.warning(`a call was cancelled; its change ${outcome}`, { action, region, request_id: requestId });
}

// Not AbortSignal.any over AbortSignal.timeout: neither holds the other, so in Node 20 garbage collection can
// take the timeout away, and a hung call would never end.
function after(milliseconds: number): AbortSignal {
  const end = new AbortController();
  setTimeout(
    () => end.abort(new DOMException('The time limit ran out', 'TimeoutError')),
    milliseconds,
  ).unref();
  return end.signal;
}

function either(limit: AbortSignal, caller: AbortSignal | undefined): AbortSignal {
  if (!caller) return limit;
  const end = new AbortController();
  for (const signal of [limit, caller]) {
    if (signal.aborted) end.abort(signal.reason);
    signal.addEventListener('abort', () => end.abort(signal.reason), { once: true });
  }
  return end.signal;
}

/** The AWS SDK is the heaviest part by far, so it comes with the first call that needs it. */
async function loadAws(settings: AwsSettings) {
  const { createConnections, createSlots, openSession } = await import('./aws/index.ts');
  const connections = createConnections({ proxied: settings.sandbox === null });
  const shared = { connections, identities: new Map(), settings };
  return { openSession, slots: createSlots(MOST_AT_ONCE), shared };
}
