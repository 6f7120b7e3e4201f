import { isIP } from 'node:net';
import type { Family } from '#core/network/address.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** Somebody who tells a caller by HTTPS from which address they come. */
export interface IpSource {
  /** What is asked; it may hold a token, so it is shown to nobody. */
  readonly url: string;
  /** Host, and port where it is not 443: what people are shown. */
  readonly host: string;
  /** The families in which it is asked. */
  readonly families: readonly Family[];
}

/** How many sources a list of one's own names: two, or nobody could agree; and no more than are worth asking. */
export const SOURCE_COUNT_RANGE = { least: 2, most: 8 } as const;

const invalidSource = (hint: string) =>
  new WhitelistError('invalid_input', 'No source of addresses.', { guidance: [hint] });

/**
 * Reads the address of a source. One whose host is an address can be reached in that family alone.
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
 * Who is asked unless the config file names others: three for each family, each run by somebody else (AWS, ipify,
 * Cloudflare, ifconfig.co), in plain text and without an account. The first is not documented by AWS. api6.ipify.org
 * was gone for a while in 2020, which is one reason why no source counts alone.
 */
export const DEFAULT_IP_SOURCES: readonly IpSource[] = [
  singleFamilySource(4, 'https://checkip.amazonaws.com/'),
  singleFamilySource(4, 'https://api.ipify.org/'),
  singleFamilySource(4, 'https://ipv4.icanhazip.com/'),
  singleFamilySource(6, 'https://api6.ipify.org/'),
  singleFamilySource(6, 'https://ipv6.icanhazip.com/'),
  singleFamilySource(6, 'https://ifconfig.co/ip'),
];
