/** Where a request went that failed: kept with its error, since the SDK's own says it only now and then. */
export interface Endpoint {
  /** Host, and port where it is not the usual one. */
  readonly host: string;
  /** Host and port of the proxy, without any name and password; null: there was none. */
  readonly proxy: string | null;
}

const endpoints = new WeakMap<object, Endpoint>();

/** @returns the error itself, to be thrown on */
export function recordEndpoint(error: unknown, endpoint: Endpoint): unknown {
  if (error instanceof Error) endpoints.set(error, endpoint);
  return error;
}

/** ` at HOST through the proxy PROXY`, or nothing where it is not known. */
export function describeEndpoint(error: unknown): string {
  const endpoint = error instanceof Error ? endpoints.get(error) : undefined;
  if (!endpoint) return '';
  return ` at ${endpoint.host}${endpoint.proxy === null ? '' : ` through the proxy ${endpoint.proxy}`}`;
}
