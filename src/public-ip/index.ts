import type { Family } from '#core/network/address.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { IpSource } from '#core/public-ip/ip-source.ts';
import { determineAddresses, type CurrentAddresses } from '#core/public-ip/public-address.ts';
import { querySource } from './query-source.ts';
import { findProxy } from './proxy.ts';

/** How long the sources may take, all together. */
const LIMIT_MS = 3_000;

export interface AddressQuery {
  /** Default: both. */
  readonly families?: readonly Family[];
  readonly sources: readonly IpSource[];
  /** Ends the call of which this is a part. */
  readonly signal: AbortSignal;
  /** Milliseconds. Default: 3000. */
  readonly limit?: number | undefined;
  /** Called with each question before it is asked. */
  readonly onQuery?: (source: string, family: Family) => void;
  /** Certificate authorities to trust, as PEM. Default: Node's own, with those of NODE_EXTRA_CA_CERTS. */
  readonly authorities?: string | undefined;
}

/**
 * The addresses from which this machine's traffic reaches the internet: what independent sources agree on, never
 * what an interface of its own has. All are asked at once, each in its families over sockets of those families.
 *
 * @throws WhitelistError `ip_disagreement`, `ip_unknown`; `timeout` or `cancelled` where the call itself ended
 */
export async function findCurrentAddresses(question: AddressQuery): Promise<CurrentAddresses> {
  const { families = [4, 6], sources, signal, limit = LIMIT_MS, onQuery, authorities } = question;
  if (signal.aborted) throw callEndedError(signal);
  const queries = sources.flatMap((source) => {
    const proxy = findProxy(source.url);
    const familiesAsked = source.families.filter((family) => families.includes(family));
    return familiesAsked.map((family) => ({ source, family, proxy, authorities }));
  });
  for (const { source, family } of queries) onQuery?.(source.host, family);
  const answers = await runAllWithin(limit, signal, queries, async ({ source, family, ...way }, end) => ({
    source: source.host,
    family,
    ...(await querySource({ source, family, ...way }, end)),
  }));
  const counted = queries.filter((_, i) => answers[i]?.address !== null);
  const proxies = new Set(counted.flatMap(({ proxy }) => (proxy === null ? [] : [proxy.label])));
  return determineAddresses(families, answers, [...proxies]);
}

/** Does all at once, and ends what is not done when the time is over, or with the call. */
async function runAllWithin<T, R>(
  limit: number,
  call: AbortSignal,
  items: readonly T[],
  use: (item: T, end: AbortSignal) => Promise<R>,
): Promise<R[]> {
  // One signal for each: Node warns of one to which so many listen.
  const runs = items.map((item) => ({ item, end: new AbortController() }));
  const stop = (why: string) => runs.forEach(({ end }) => end.abort(why));
  const onEnd = () => stop('the call ended');
  const timer = setTimeout(() => stop(`no answer in ${limit / 1000} s`), limit);
  call.addEventListener('abort', onEnd);
  try {
    const results = await Promise.all(runs.map(({ item, end }) => use(item, end.signal)));
    if (call.aborted) throw callEndedError(call);
    return results;
  } finally {
    clearTimeout(timer);
    call.removeEventListener('abort', onEnd);
  }
}

function callEndedError({ reason }: AbortSignal): WhitelistError {
  const during = 'while your public address was asked for';
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new WhitelistError('timeout', `The time limit of the call ran out ${during}.`, {
        guidance: ['Check network connectivity and any proxy, then repeat the call.'],
      })
    : new WhitelistError('cancelled', `The call was cancelled ${during}.`);
}
