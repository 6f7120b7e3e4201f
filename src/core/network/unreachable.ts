import { formatCidr, parseCidr, type Cidr } from './cidr.ts';
import { isCidrWithin } from './spans.ts';

/** Addresses that no packet from elsewhere carries (RFC 6890, RFC 5771, RFC 4291), and what they are for. */
const NOBODY: readonly (readonly [cidr: Cidr, what: string])[] = [
  ['0.0.0.0/8', 'stands for "this machine" and is no address of anybody'],
  ['127.0.0.0/8', 'is loopback: a machine talks to itself there'],
  ['169.254.0.0/16', 'is link-local: it ends at the next router'],
  ['224.0.0.0/4', 'is multicast: groups listen there, and nobody sends from there'],
  ['255.255.255.255/32', 'is broadcast: nobody sends from there'],
  ['::/128', 'stands for "this machine" and is no address of anybody'],
  ['::1/128', 'is loopback: a machine talks to itself there'],
  ['fe80::/10', 'is link-local: it ends at the next router'],
  ['ff00::/8', 'is multicast: groups listen there, and nobody sends from there'],
].map(([text = '', what = '']) => [parseCidr(text).cidr, what] as const);

/** Why nobody can come from there; null: somebody can, from a part of it at least. */
export function explainUnreachable(cidr: Cidr): string | null {
  const found = NOBODY.find(([block]) => isCidrWithin(cidr, [block]));
  return found ? `${formatCidr(cidr)} ${found[1]}.` : null;
}
