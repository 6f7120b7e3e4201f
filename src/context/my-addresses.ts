import { WhitelistError } from '#core/errors/errors.ts';
import type { IpSource } from '#core/public-ip/ip-source.ts';
import type { CurrentAddresses } from '#core/public-ip/public-address.ts';
import type { Log } from '#log.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { either } from './limits.ts';

export interface MyAddressesOptions {
  readonly sources: readonly IpSource[];
  /** Told of each question at level debug. */
  readonly log: Log;
  /** Whether this process runs on the machine of the person whom it serves. */
  readonly personsMachine: boolean;
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
export function createMyAddresses({ sources, log, personsMachine }: MyAddressesOptions): MyAddresses {
  return (limit, caller) => {
    const asked = new Map<string, Promise<CurrentAddresses>>();
    return async (families) => {
      if (!personsMachine) throw elsewhere();
      const question = ([4, 6] as const).filter((family) => families.includes(family));
      const before = asked.get(question.join());
      if (before) return before;
      const answer = askSources({ families: question, sources, signal: either(limit, caller) }, log);
      asked.set(question.join(), answer);
      return answer;
    };
  };
}

interface Question extends Pick<MyAddressesOptions, 'sources'> {
  readonly families: Parameters<ToolContext['findOwnAddresses']>[0];
  readonly signal: AbortSignal;
}

/** Few calls need it, so it is loaded by the first that does. */
async function askSources(question: Question, log: Log): Promise<CurrentAddresses> {
  const { currentAddresses } = await import('#public-ip/index.ts');
  return currentAddresses({
    ...question,
    onAsked: (source, family) => log.debug('public address asked', { source, family }),
  });
}

const elsewhere = () =>
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
