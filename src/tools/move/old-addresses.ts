import { formatCidr, sameCidr, type Cidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { isAmong, isHost } from '#core/grants/moving.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { Holdings } from '#tools/lookup/find-shares.ts';

/** So many of a kind are told each by itself. */
const TOLD = 5;

interface OldAddresses {
  readonly cidrs: readonly Cidr[];
  /** What the holder has from elsewhere and keeps. */
  readonly notes: readonly string[];
}

/**
 * The addresses that a holder's grants are to leave: the one that the call names, else the only one of each family.
 *
 * @param to - The new addresses.
 * @throws WhitelistError `invalid_input` where there are several, since a write is never a guess
 */
export function oldAddresses(
  holdings: readonly Holdings[],
  holder: HolderName,
  from: Cidr | null,
  to: readonly Cidr[],
): OldAddresses {
  const elsewhere = once(holdings.flatMap(({ shares }) => shares.map(({ cidr }) => cidr))).filter(
    (cidr) => !isAmong(cidr, to),
  );
  const hosts = elsewhere.filter(isHost);
  const isSeveral = ([4, 6] as const).some((of) => hosts.filter(({ family }) => family === of).length > 1);
  if (from === null && isSeveral) throw several(hosts, holdings, holder);
  const cidrs = from ? elsewhere.filter((cidr) => sameCidr(cidr, from)) : hosts;
  const kept = elsewhere.filter((cidr) => !isAmong(cidr, cidrs));
  return { cidrs, notes: kept.length > 0 ? [keptText(kept, holder)] : [] };
}

function keptText(kept: readonly Cidr[], holder: HolderName): string {
  const names = kept.slice(0, TOLD).map(formatCidr).join(', ');
  const more = kept.length > TOLD ? ` and ${kept.length - TOLD} more` : '';
  return `${holder} also has access from ${names}${more}, which was left: from_ip_address moves one of them, and a network only so.`;
}

function several(hosts: readonly Cidr[], holdings: readonly Holdings[], holder: HolderName): WhitelistError {
  const named = hosts.map((host) => {
    const groups = holdings.filter(({ shares }) => shares.some(({ cidr }) => sameCidr(cidr, host)));
    return `${formatCidr(host)} in ${groups.map(({ groupId }) => groupId).join(', ')}`;
  });
  return new WhitelistError(
    'invalid_input',
    `${holder} has access from several addresses, and which of them is the old one is not guessed: ${named.join('; ')}.`,
    {
      missing: ['from_ip_address'],
      guidance: ['Give from_ip_address, the one to move from; ask the user which one it is.'],
    },
  );
}

const once = (cidrs: readonly Cidr[]): Cidr[] => [
  ...new Map(cidrs.map((cidr) => [formatCidr(cidr), cidr])).values(),
];
