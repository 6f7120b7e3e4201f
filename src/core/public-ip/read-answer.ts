import { formatAddress, type Family } from '#core/network/address.ts';
import { parseCidr, type Cidr } from '#core/network/cidr.ts';
import { isCidrWithin } from '#core/network/spans.ts';
import type { SourceAnswer } from '#core/errors/errors.ts';

/** Longest answer that is read: bytes. The longest address has 45 characters, and a line end may follow. */
export const MAX_ANSWER_BYTES = 64;

/** What is read out of one answer. */
export type AnswerReading = Pick<SourceAnswer, 'address' | 'why'>;

const toRanges = (kind: string, texts: readonly string[]) =>
  texts.map((text) => ({ kind, cidr: parseCidr(text).cidr }));

/**
 * Where nobody on the internet is, by IANA's registries of special-purpose addresses (RFC 6890), multicast and what
 * was never given out. The documentation ranges are left out: nobody comes from there, so that letting one in opens
 * nothing, and imitations of the sources answer with them.
 */
const SPECIAL_RANGES = [
  ...toRanges('a private address', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']),
  ...toRanges('an address that a provider shares among customers (CGNAT)', ['100.64.0.0/10']),
  ...toRanges('a link-local address', ['169.254.0.0/16', 'fe80::/10']),
  ...toRanges('a unique local address', ['fc00::/7']),
  ...toRanges("the machine's own loopback", ['127.0.0.0/8', '::1/128']),
  ...toRanges('an address that nobody on the internet has', [
    '0.0.0.0/8',
    '192.0.0.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '224.0.0.0/3',
    '2001::/23',
    '2002::/16',
  ]),
];

/** All that is given out of IPv6 (RFC 4291). */
const GLOBAL_UNICAST = [parseCidr('2000::/3').cidr];

/** What an address is that is not one of the internet's; null for a public one. */
export function describeSpecialRange(cidr: Cidr): string | null {
  const special = SPECIAL_RANGES.find((range) => isCidrWithin(cidr, [range.cidr]));
  if (special) return special.kind;
  return cidr.family === 6 && !isCidrWithin(cidr, GLOBAL_UNICAST)
    ? 'an address that nobody on the internet has'
    : null;
}

/**
 * Reads what a source answered: exactly one public address of the family that was asked for, white space around it
 * apart. Of anything else no word is repeated: a page or a message may hold whatever its author likes.
 */
export function readAnswer(body: string, family: Family): AnswerReading {
  const none = (why: string): AnswerReading => ({ address: null, why });
  if (body.length > MAX_ANSWER_BYTES) return none('its answer is too long for an address');
  const text = body.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (text === '') return none('its answer is empty');
  const parsed = text.includes('/') ? null : tryParseCidr(text);
  if (parsed === null) return none('its answer is no address');
  const { cidr, mapped } = parsed;
  const address = formatAddress(cidr.family, cidr.network);
  if (mapped) return none(`its answer is the IPv4 address ${address}, written as IPv6`);
  if (cidr.family !== family) return none(`its answer is of IPv${cidr.family} (${address})`);
  const kind = describeSpecialRange(cidr);
  return kind === null ? { address, why: null } : none(`its answer ${address} is ${kind}`);
}

function tryParseCidr(text: string) {
  try {
    return parseCidr(text);
  } catch {
    return null;
  }
}
