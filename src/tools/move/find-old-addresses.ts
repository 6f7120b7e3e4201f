import { formatCidr, isSameCidr, type Cidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { includesCidr, isSingleAddress } from '#core/grants/plan-move.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { GroupGrants } from '#tools/lookup/find-grants.ts';

/** So many of a kind are told each by itself. */
const MAX_LISTED = 5;

/** Of addresses among which one is to be chosen, more are told. */
const MAX_NAMED_HOSTS = 20;

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
export function findOldAddresses(
  groups: readonly GroupGrants[],
  holder: HolderName,
  from: Cidr | null,
  to: readonly Cidr[],
): OldAddresses {
  const elsewhere = deduplicate(
    groups.flatMap(({ grants: shares }) => shares.map(({ cidr }) => cidr)),
  ).filter((cidr) => !includesCidr(cidr, to));
  const hosts = elsewhere.filter(isSingleAddress);
  const isAmbiguous = ([4, 6] as const).some(
    (wantedFamily) => hosts.filter(({ family }) => family === wantedFamily).length > 1,
  );
  if (from === null && isAmbiguous) throw ambiguousOldAddress(hosts, groups, holder);
  const cidrs = from ? elsewhere.filter((cidr) => isSameCidr(cidr, from)) : hosts;
  const kept = elsewhere.filter((cidr) => !includesCidr(cidr, cidrs));
  return { cidrs, notes: kept.length > 0 ? [describeKeptAddresses(kept, holder)] : [] };
}

function describeKeptAddresses(kept: readonly Cidr[], holder: HolderName): string {
  const names = kept.slice(0, MAX_LISTED).map(formatCidr).join(', ');
  const more = kept.length > MAX_LISTED ? ` and ${kept.length - MAX_LISTED} more` : '';
  return `${holder} also has access from ${names}${more}, which was left: from_ip_address moves one of them, and a network only so.`;
}

function ambiguousOldAddress(
  hosts: readonly Cidr[],
  groupGrants: readonly GroupGrants[],
  holder: HolderName,
): WhitelistError {
  const named = hosts.slice(0, MAX_NAMED_HOSTS).map((host) => {
    const groups = groupGrants.filter(({ grants: shares }) =>
      shares.some(({ cidr }) => isSameCidr(cidr, host)),
    );
    return `${formatCidr(host)} in ${groups.map(({ groupId }) => groupId).join(', ')}`;
  });
  const more = hosts.length > named.length ? `; and ${hosts.length - named.length} more` : '';
  return new WhitelistError(
    'invalid_input',
    `${holder} has access from several addresses, and which of them is the old one is not guessed: ${named.join('; ')}${more}.`,
    {
      missing: ['from_ip_address'],
      guidance: ['Give from_ip_address, the one to move from; ask the user which one it is.'],
    },
  );
}

const deduplicate = (cidrs: readonly Cidr[]): Cidr[] => [
  ...new Map(cidrs.map((cidr) => [formatCidr(cidr), cidr])).values(),
];
