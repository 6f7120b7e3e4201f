import { isIPv4, isIPv6 } from 'node:net';

const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

function split(cidr: string, bits: number): { address: string; length: number } | null {
  const cut = cidr.indexOf('/');
  const length = cidr.slice(cut + 1);
  if (cut < 0 || !PREFIX.test(length) || Number(length) > bits) return null;
  return { address: cidr.slice(0, cut), length: Number(length) };
}

function masked(address: bigint, bits: number, length: number): bigint {
  const hostBits = BigInt(bits - length);
  return (address >> hostBits) << hostBits;
}

function ipv4Value(address: string): bigint {
  return address.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/**
 * An IPv4 CIDR with its host bits cleared, as EC2 stores it (`100.68.0.18/18` → `100.68.0.0/18`), or `null` for
 * what EC2 calls malformed: a bare address, an IPv6 one, leading zeros.
 */
export function canonicalIpv4(cidr: string): string | null {
  const parts = split(cidr, 32);
  if (parts === null || !isIPv4(parts.address)) return null;
  const network = masked(ipv4Value(parts.address), 32, parts.length);
  const bytes = [24n, 16n, 8n, 0n].map((shift) => (network >> shift) & 255n);
  return `${bytes.join('.')}/${parts.length}`;
}

function groupsOf(text: string): bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

function ipv6Value(address: string): bigint {
  // The last 32 bits may be written as an IPv4 address; as two groups the rest needs one rule only.
  const plain = address.replace(/[\d.]+\.[\d.]+$/, (dotted) => {
    const value = ipv4Value(dotted);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const gap = Array.from({ length: 8 - front.length - back.length }, () => 0n);
  return [...front, ...gap, ...back].reduce((value, group) => (value << 16n) | group, 0n);
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`, the first if equal. */
function ipv6Text(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === 0n) length += 1;
    if (length > best.length) best = { start, length };
  }
  const words = groups.map((group) => group.toString(16));
  if (best.start < 0) return words.join(':');
  return `${words.slice(0, best.start).join(':')}::${words.slice(best.start + best.length).join(':')}`;
}

/**
 * An IPv6 CIDR with its host bits cleared and spelled by RFC 5952, or `null` for a malformed one. Zones are
 * refused. A mapped IPv4 address stays an IPv6 address; how EC2 spells those is not documented.
 */
export function canonicalIpv6(cidr: string): string | null {
  const parts = split(cidr, 128);
  if (parts === null || !isIPv6(parts.address) || parts.address.includes('%')) return null;
  return `${ipv6Text(masked(ipv6Value(parts.address), 128, parts.length))}/${parts.length}`;
}
