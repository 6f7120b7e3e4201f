// The package ships no types of its own.
declare module 'proxy-from-env' {
  /** The proxy's URL for this URL, by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY; empty for none. */
  export function getProxyForUrl(url: string): string;
}
