/** Where a request went that failed: kept with its error, since the SDK's own says it only now and then. */
export interface Went {
  /** Host, and port where it is not the usual one. */
  readonly host: string;
  /** Host and port of the proxy, without any name and password; null: there was none. */
  readonly proxy: string | null;
}

const places = new WeakMap<object, Went>();

/** @returns the error itself, to be thrown on */
export function remember(error: unknown, went: Went): unknown {
  if (error instanceof Error) places.set(error, went);
  return error;
}

/** ` at HOST through the proxy PROXY`, or nothing where it is not known. */
export function placeOf(error: unknown): string {
  const went = error instanceof Error ? places.get(error) : undefined;
  if (!went) return '';
  return ` at ${went.host}${went.proxy === null ? '' : ` through the proxy ${went.proxy}`}`;
}
