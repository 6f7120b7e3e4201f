import { WhitelistError } from '#core/errors/errors.ts';
import type { IpSource } from '#core/public-ip/ip-source.ts';
import type { CurrentAddresses } from '#core/public-ip/public-address.ts';
import type { Log } from '#log.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { anySignal } from './call-deadline.ts';

export interface MyAddressesOptions {
  readonly sources: readonly IpSource[];
  /** Each question is logged at level debug. */
  readonly log: Log;
  /** Whether this process runs on the machine of the person whom it serves. */
  readonly runsOnPersonsMachine: boolean;
}

/** The way to the person's own address for one call, which ends with the first of its signals. */
export type MyAddresses = (
  limit: AbortSignal,
  caller: AbortSignal | undefined,
) => ToolContext['findOwnAddresses'];

/**
 * The only place that decides whether a person's own address can be found at all. The sources tell where this
 * machine's traffic comes from: on a machine that is not the person's, that would let a stranger in.
 */
export function createMyAddresses({ sources, log, runsOnPersonsMachine }: MyAddressesOptions): MyAddresses {
  return (limit, caller) => {
    const pending = new Map<string, Promise<CurrentAddresses>>();
    return async (families) => {
      if (!runsOnPersonsMachine) throw notOnPersonsMachineError();
      const wanted = ([4, 6] as const).filter((family) => families.includes(family));
      const earlier = pending.get(wanted.join());
      if (earlier) return earlier;
      const answer = askSources({ families: wanted, sources, signal: anySignal(limit, caller) }, log);
      pending.set(wanted.join(), answer);
      return answer;
    };
  };
}

interface SourcesQuery extends Pick<MyAddressesOptions, 'sources'> {
  readonly families: Parameters<ToolContext['findOwnAddresses']>[0];
  readonly signal: AbortSignal;
}

/** Few calls need it, so it is loaded by the first that does. */
async function askSources(question: SourcesQuery, log: Log): Promise<CurrentAddresses> {
  const { findCurrentAddresses } = await import('#public-ip/index.ts');
  return findCurrentAddresses({
    ...question,
    onQuery: (source, family) => log.debug('public address asked', { source, family }),
  });
}

const notOnPersonsMachineError = () =>
  new WhitelistError(
    'ip_unknown',
    'Your public address cannot be found from here: this server does not run on your machine.',
    {
      guidance: [
        'Give the address itself in place of "current": on your own machine, awswhitelist my-ip shows it.',
      ],
      retryable: false,
    },
  );
