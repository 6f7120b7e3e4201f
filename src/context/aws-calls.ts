import { setTimeout as delay } from 'node:timers/promises';
import type { SentRequest } from '#aws/request/send.ts';
import type { AwsSession } from '#aws/session.ts';
import type { Sleep } from '#aws/security-groups/recent-changes.ts';
import type { CallAccess } from '#aws/open-session.ts';
import type { AccessRequest, AwsSettings } from '#aws/settings.ts';
import type { Log } from '#log.ts';
import { anySignal, type CallDeadline } from './call-deadline.ts';

/** Whose signals and progress a session's requests follow. */
export interface CallSignals {
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each AWS request of the call that has ended. */
  readonly onProgress?: ((action: string) => void) | undefined;
}

/** The AWS room for the life of the process: loaded with the first call, logged, and closed at the end. */
export interface AwsCalls {
  open(
    request: AccessRequest,
    access: CallAccess,
    limit: CallDeadline,
    signals: CallSignals,
  ): Promise<AwsSession>;
  close(): Promise<void>;
}

interface TimeSource {
  /** This machine's time. */
  readonly now: () => Date;
  /** How it waits before it looks at AWS again. */
  readonly sleep: Sleep;
}

/** How many requests go to AWS at once; the SDK's sockets per host are as many. */
const MAX_CONCURRENT_REQUESTS = 50;

/** How long one attempt waits for AWS's answer: short enough that there is time for another. */
const ANSWER_LIMIT_MS = 10_000;

/** How long `close` waits for changes. Hosts kill what has not ended after about two seconds. */
const CLOSE_LIMIT_MS = 1_500;

export function createAwsCalls(
  settings: AwsSettings,
  { log, callLimit, ...time }: TimeSource & { readonly log: Log; readonly callLimit: number },
): AwsCalls {
  const changes = new Set<Promise<void>>();
  let aws: ReturnType<typeof loadAws> | undefined;
  let isClosed = false;
  const onChange = (ended: Promise<void>) => {
    changes.add(ended);
    void ended.then(() => changes.delete(ended));
  };
  return {
    async open(request, access, limit, { signal, onProgress }) {
      const onSent = (sent: SentRequest) => {
        // After `close`, which has reported what was cut off, nothing more is logged.
        if (!isClosed) logRequest(log, sent);
        onProgress?.(sent.action);
      };
      const { shared, semaphore, openSession } = await (aws ??= loadAws(settings, callLimit, time));
      const send = {
        signal: anySignal(limit.signal, signal),
        callDeadline: limit.signal,
        changeDeadline: limit.changeDeadline,
        semaphore,
        onSent,
        onChange,
      };
      const session = await openSession(request, shared, access, send);
      log.debug('credentials found', { source: session.source, region: session.region });
      return session;
    },
    async close() {
      await Promise.race([Promise.allSettled(changes), delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
      if (changes.size > 0)
        log.warning('ended before AWS answered a change: whether it was made is not known');
      isClosed = true;
      if (aws) (await aws).shared.connections.close();
    },
  };
}

function logRequest(
  log: Log,
  { action, region, milliseconds, requestId, error, wasAbandoned }: SentRequest,
): void {
  log.debug(`AWS ${action}`, { region, ms: milliseconds, request_id: requestId, result: error ?? 'ok' });
  if (!wasAbandoned) return;
  const outcome = error === null ? 'was made all the same' : `was not confirmed (${error})`;
  log.warning(`a call was cancelled; its change ${outcome}`, { action, region, request_id: requestId });
}

/** The AWS SDK is the heaviest part by far, so it comes with the first call that needs it. */
async function loadAws(settings: AwsSettings, callLimit: number, { now, sleep }: TimeSource) {
  const { createAwsClock, createConnections, createRecentChanges, createSemaphore, openSession } =
    await import('#aws/index.ts');
  const clock = createAwsClock({ wall: () => now().getTime() });
  const connections = createConnections({
    clock,
    proxied: settings.sandbox === null,
    answerLimit: Math.min(ANSWER_LIMIT_MS, callLimit / 3),
  });
  const recent = createRecentChanges({ sleep });
  const shared = {
    clock,
    connections,
    identities: new Map(),
    sessionCache: new Map(),
    devices: new Map(),
    recent,
    settings,
    now,
  };
  return { openSession, semaphore: createSemaphore(MAX_CONCURRENT_REQUESTS), shared };
}
