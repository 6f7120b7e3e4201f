import type { AwsSettings, SandboxSetting } from './aws/settings.ts';
import type { SendOptions } from './aws/send.ts';
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

/** What lives as long as the process: sockets, known identities; never a credential. */
export interface Runtime {
  readonly log: Log;
  /** The context of one request; its time limit starts here. */
  toolContext(signal?: AbortSignal): ToolContext;
  close(): void;
}

/** Composition root: called once per process. */
export function createRuntime(config: Config, options: RuntimeOptions): Runtime {
  const { log, user, sandbox = null, now = () => new Date(), callLimit = 30_000 } = options;
  const settings: AwsSettings = { profiles: config.profiles, region: config.region, sandbox };
  let aws: ReturnType<typeof loadAws> | undefined;

  const onSent: SendOptions['onSent'] = ({ action, region, milliseconds, requestId, error }) => {
    log.debug(`AWS ${action}`, { region, ms: milliseconds, request_id: requestId, result: error ?? 'ok' });
  };
  return {
    log,
    toolContext(signal) {
      const send = { signal: endOf(callLimit, signal), onSent };
      return {
        settings: config,
        now: now(),
        user,
        async open(request) {
          const { shared, openSession } = await (aws ??= loadAws(settings));
          const session = await openSession(request, shared, send);
          log.debug('credentials found', { source: session.source, region: session.region });
          return session;
        },
      };
    },
    close() {
      void aws?.then(({ shared }) => shared.connections.close());
    },
  };
}

/**
 * Aborts after a time, or when the caller does. Not AbortSignal.any over AbortSignal.timeout: neither holds
 * the other, so in Node 20 garbage collection can take the timeout away and a hung call would never end.
 */
function endOf(limit: number, caller: AbortSignal | undefined): AbortSignal {
  const end = new AbortController();
  setTimeout(() => end.abort(new DOMException('The time limit ran out', 'TimeoutError')), limit).unref();
  if (caller?.aborted) end.abort();
  caller?.addEventListener('abort', () => end.abort(), { once: true });
  return end.signal;
}

/** The AWS SDK is the heaviest part by far, so it comes with the first call that needs it. */
async function loadAws(settings: AwsSettings) {
  const { createConnections, openSession } = await import('./aws/index.ts');
  const connections = createConnections({ proxied: settings.sandbox === null });
  return { openSession, shared: { connections, identities: new Map(), settings } };
}
