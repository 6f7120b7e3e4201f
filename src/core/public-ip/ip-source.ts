import { isIP } from 'node:net';
import type { Family } from '#core/network/address.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** A service that answers a caller by HTTPS with the address they come from. */
export interface IpSource {
  /** May hold a token, so it is never shown. */
  readonly url: string;
  /** Host, and port where it is not 443: what is shown instead. */
  readonly host: string;
  /** The address families by which it is queried. */
  readonly families: readonly Family[];
}

/** How many sources a configured list has: at least two, since two have to agree, and no more than are useful. */
export const SOURCE_COUNT_RANGE = { least: 2, most: 8 } as const;

const invalidSource = (hint: string) =>
  new WhitelistError('invalid_input', 'No source of addresses.', { guidance: [hint] });

/**
 * Reads the URL of a source. One whose host is an IP address can be queried by that family only.
 *
 * @throws WhitelistError `invalid_input`; nothing of the text is repeated, since it may hold a password
 */
export function parseIpSource(text: unknown): IpSource {
  if (typeof text !== 'string' || !URL.canParse(text)) throw invalidSource('It is no URL.');
  const { protocol, username, password, host, hostname, hash, href } = new URL(text);
  if (protocol !== 'https:')
    throw invalidSource('Only https is asked: on the way, anybody could put in another address.');
  if (username !== '' || password !== '')
    throw invalidSource('A name and a password in it would be sent nowhere; leave them out.');
  if (hash !== '') throw invalidSource('What follows # is never sent; leave it out.');
  const version = isIP(hostname.replace(/^\[|\]$/g, ''));
  const families: readonly Family[] = version === 4 ? [4] : version === 6 ? [6] : [4, 6];
  return { url: href, host: escapeUnprintable(host, 100), families };
}

const singleFamilySource = (family: Family, url: string): IpSource => ({
  ...parseIpSource(url),
  families: [family],
});

/**
 * The sources unless the config file names others: three for each family, run by different operators (AWS, ipify,
 * Cloudflare, ifconfig.co), with answers in plain text and without an account. The first is not documented by AWS.
 * api6.ipify.org was unavailable for a while in 2020, which is one reason why no source counts alone.
 */
export const DEFAULT_IP_SOURCES: readonly IpSource[] = [
  singleFamilySource(4, 'https://checkip.amazonaws.com/'),
  singleFamilySource(4, 'https://api.ipify.org/'),
  singleFamilySource(4, 'https://ipv4.icanhazip.com/'),
  singleFamilySource(6, 'https://api6.ipify.org/'),
  singleFamilySource(6, 'https://ipv6.icanhazip.com/'),
  singleFamilySource(6, 'https://ifconfig.co/ip'),
];
