import { NodeHttpHandler } from '@smithy/node-http-handler';
import { getProxyForUrl } from 'proxy-from-env';
import { redactSecretLike } from '#core/text/redact.ts';
import { withAnswerLimit } from './answer-limit.ts';
import { observeAnswerTime } from '#aws/request/answer-time.ts';
import type { AwsClock } from '#aws/request/aws-clock.ts';
import { createRetryStrategy, type RetryStrategy } from '#aws/request/retries.ts';
import type { CaBundle } from '#aws/shared-files/profile-endpoints.ts';
import { loadTrustedAuthorities } from './trusted-authorities.ts';
import { recordEndpoint } from '#aws/errors/failed-endpoint.ts';

/** A connection that takes longer is not going to be made. */
const CONNECT_TIMEOUT_MS = 3_000;

type Handler = Pick<NodeHttpHandler, 'metadata' | 'handle' | 'updateHttpClientConfig' | 'httpHandlerConfigs'>;

/** Sockets kept open per endpoint and shared by all clients, however short their life. */
export interface Connections {
  readonly requestHandler: Handler & { destroy(): void };
  /** Whether and when requests are repeated: one budget for all clients. */
  readonly retryStrategy: RetryStrategy;
  /** The same connections, as far as they may be made with these certificate authorities. Default: AWS_CA_BUNDLE's. */
  withAuthorities(bundle: CaBundle | null): Connections;
  close(): void;
}

async function createHandler(proxy: string, bundle: CaBundle | null): Promise<NodeHttpHandler> {
  const ca = loadTrustedAuthorities(bundle);
  const tls = { keepAlive: true, ...(ca && { ca }) };
  if (proxy === '') {
    return new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      httpAgent: { keepAlive: true },
      httpsAgent: tls,
    });
  }
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ]);
  const httpsAgent = new HttpsProxyAgent(proxy, tls);
  // The agent uses its own option only towards the proxy; the hosts behind it are verified with the same authorities.
  Object.assign(httpsAgent.options, ca && { ca });
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    httpAgent: new HttpProxyAgent(proxy, { keepAlive: true }),
    httpsAgent,
  });
}

/** A URL from the environment may hold a name and a password, or be a secret in the wrong variable. */
function hostUnlessSecret(host: string, path: string): string | null {
  return redactSecretLike(host + path) === host + path ? host : null;
}

function describeProxy(proxy: string): string {
  const { host, pathname } = URL.canParse(proxy) ? new URL(proxy) : { host: '', pathname: '' };
  return (host && hostUnlessSecret(host, pathname)) || 'in the environment';
}

/**
 * One pool for the process. The proxy is chosen per host, since NO_PROXY may name some of them.
 *
 * @param proxied - False for the sandbox: no proxy leads to this machine's loopback.
 * @param answerLimit - How many milliseconds one attempt waits for the whole of its answer.
 * @param clock - Takes the time of every answer of AWS's, failures included.
 */
export function createConnections({
  proxied,
  answerLimit,
  clock,
}: {
  readonly proxied: boolean;
  readonly answerLimit: number;
  readonly clock: Pick<AwsClock, 'observe'>;
}): Connections {
  const handlers = new Map<string, Promise<NodeHttpHandler>>();
  let closed = false;
  const handlerFor = (proxy: string, bundle: CaBundle | null) => {
    const key = JSON.stringify([proxy, bundle?.path]);
    const handler = handlers.get(key) ?? createHandler(proxy, bundle);
    handlers.set(key, handler);
    // A certificate file that is missing now may exist by the next call.
    handler.catch(() => handlers.delete(key));
    return handler;
  };
  const retryStrategy = createRetryStrategy();
  const createView = (bundleOf: () => CaBundle | null): Connections => ({
    retryStrategy,
    withAuthorities: (bundle) => createView(() => bundle),
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      async handle(request, options) {
        // The SDK would try again over new sockets, and they would keep the process from ending.
        if (closed) throw new Error('the connections are closed');
        const host = `${request.hostname}${request.port === undefined ? '' : `:${request.port}`}`;
        const proxy = proxied ? getProxyForUrl(`${request.protocol}//${host}`) : '';
        try {
          const handler = await handlerFor(proxy, bundleOf());
          const result = await withAnswerLimit(answerLimit, options?.abortSignal, (abortSignal) =>
            handler.handle(request, { ...options, abortSignal }),
          );
          observeAnswerTime(result.response, clock);
          return result;
        } catch (error) {
          throw recordEndpoint(error, {
            host: hostUnlessSecret(host, request.path) ?? 'the address in the environment',
            proxy: proxy === '' ? null : describeProxy(proxy),
          });
        }
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      // A client's end must not close sockets that other clients use.
      destroy() {},
    },
    close() {
      closed = true;
      for (const handler of handlers.values()) {
        handler.then(
          (h) => h.destroy(),
          () => {},
        );
      }
      handlers.clear();
    },
  });
  return createView(() => {
    const path = process.env['AWS_CA_BUNDLE'];
    return path ? { path, from: 'AWS_CA_BUNDLE' } : null;
  });
}
