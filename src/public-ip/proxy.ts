import type { Agent } from 'node:https';
import { getProxyForUrl } from 'proxy-from-env';
import { redactSecretLike } from '#core/errors/invalid-input.ts';

/** The proxy that the environment puts before a source. */
export interface Proxy {
  /** Its host, or "in the environment" where that is not fit to be shown. */
  readonly label: string;
  /**
   * @param signal - Cuts the way through the proxy, also while it is made.
   * @throws where the environment's value is no address of an HTTP proxy
   */
  agent(signal: AbortSignal): Promise<Agent>;
}

/** By HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case; null: none. */
export function findProxy(url: string): Proxy | null {
  const proxy = getProxyForUrl(url);
  if (proxy === '') return null;
  return {
    label: toShowableHost(proxy) ?? 'in the environment',
    async agent(signal) {
      const { protocol } = new URL(proxy);
      if (!/^https?:$/.test(protocol)) throw new Error('a proxy of another kind');
      const { HttpsProxyAgent } = await import('https-proxy-agent');
      return new HttpsProxyAgent(proxy, { signal });
    },
  };
}

/** The environment may hold a name and a password, or a secret in the wrong place. */
function toShowableHost(proxy: string): string | null {
  if (!URL.canParse(proxy)) return null;
  const { host, pathname } = new URL(proxy);
  return host !== '' && redactSecretLike(host + pathname) === host + pathname ? host : null;
}
