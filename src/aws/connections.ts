import { NodeHttpHandler } from '@smithy/node-http-handler';
import { getProxyForUrl } from 'proxy-from-env';

/** A connection that takes longer is not going to come: milliseconds. */
const CONNECT_LIMIT = 3_000;

type Handler = Pick<NodeHttpHandler, 'metadata' | 'handle' | 'updateHttpClientConfig' | 'httpHandlerConfigs'>;

/** Sockets kept open per endpoint and shared by all clients, however short their life. */
export interface Connections {
  readonly requestHandler: Handler & { destroy(): void };
  close(): void;
}

async function handlerVia(proxy: string): Promise<NodeHttpHandler> {
  if (proxy === '') {
    return new NodeHttpHandler({
      connectionTimeout: CONNECT_LIMIT,
      httpAgent: { keepAlive: true },
      httpsAgent: { keepAlive: true },
    });
  }
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ]);
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_LIMIT,
    httpAgent: new HttpProxyAgent(proxy, { keepAlive: true }),
    httpsAgent: new HttpsProxyAgent(proxy, { keepAlive: true }),
  });
}

/**
 * One pool for the process. The proxy is chosen per host, since NO_PROXY may name some of them.
 *
 * @param proxied - False for the sandbox: no proxy leads to this machine's own loopback.
 */
export function createConnections({ proxied }: { readonly proxied: boolean }): Connections {
  const handlers = new Map<string, Promise<NodeHttpHandler>>();
  let closed = false;
  const handlerFor = (url: string) => {
    const proxy = proxied ? getProxyForUrl(url) : '';
    const handler = handlers.get(proxy) ?? handlerVia(proxy);
    handlers.set(proxy, handler);
    return handler;
  };
  return {
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      async handle(request, options) {
        // The SDK would try again over new sockets, and they would keep the process from ending.
        if (closed) throw new Error('the connections are closed');
        const port = request.port === undefined ? '' : `:${request.port}`;
        const handler = await handlerFor(`${request.protocol}//${request.hostname}${port}`);
        return handler.handle(request, options);
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      // A client's end must not close sockets that other clients use.
      destroy() {},
    },
    close() {
      closed = true;
      for (const handler of handlers.values()) void handler.then((h) => h.destroy());
      handlers.clear();
    },
  };
}
