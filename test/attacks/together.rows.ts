import { ALLOW, deny, type Outcome } from './attack.ts';

/** Several rules as one change: what is let in together counts. */
export interface Together {
  readonly name: string;
  readonly rules: readonly (readonly [address: string, port: number | string])[];
  readonly settings?: object;
  readonly expected: Outcome;
}

const blocks = (first: number, count: number, step: number, rest: string) =>
  Array.from({ length: count }, (_, i) => [`${first + i * step}${rest}`, 443] as const);

export const TOGETHER: readonly Together[] = [
  {
    name: 'the world in two halves',
    rules: [
      ['0.0.0.0/1', 443],
      ['128.0.0.0/1', 443],
    ],
    expected: deny('allow_world_open'),
  },
  {
    name: 'the world in halves, the wrong way round and with more',
    rules: [
      ['128.0.0.0/1', 443],
      ['203.0.113.7', 443],
      ['0.0.0.0/1', 443],
    ],
    expected: deny('allow_world_open'),
  },
  {
    name: 'IPv6 in four quarters',
    rules: [
      ['::/2', 443],
      ['4000::/2', 443],
      ['8000::/2', 443],
      ['c000::/2', 443],
    ],
    expected: deny('allow_world_open'),
  },
  {
    name: 'the world in 256 pieces',
    rules: blocks(0, 256, 1, '.0.0.0/8'),
    expected: deny('allow_world_open'),
  },
  {
    name: 'the world but for one address',
    rules: [['0.0.0.0/1', 443], ...Array.from({ length: 31 }, (_, i) => [wholeBut(i), 443] as const)],
    expected: deny('min_prefix_length.ipv4'),
  },
  {
    name: 'half of it mapped',
    rules: [
      ['0.0.0.0/1', 443],
      ['::ffff:128.0.0.0/97', 443],
    ],
    expected: deny('allow_world_open'),
  },
  {
    name: 'the world on ports apart',
    rules: [
      ['0.0.0.0/1', 80],
      ['128.0.0.0/1', 443],
    ],
    expected: deny('allow_world_open'),
  },
  {
    name: 'two of the widest that one may be',
    rules: [
      ['203.0.0.0/16', 443],
      ['198.51.0.0/16', 443],
    ],
    expected: deny('min_prefix_length.ipv4'),
  },
  {
    name: 'one of the widest, in pieces',
    rules: [
      ['203.0.0.0/17', 443],
      ['203.0.128.0/17', 443],
      ['203.0.113.7', 443],
    ],
    expected: ALLOW,
  },
  {
    name: 'a thousand addresses for SSH',
    rules: Array.from({ length: 1000 }, (_, i) => [`203.${i >> 8}.${i & 255}.7`, 22] as const),
    expected: deny('sensitive_ports'),
  },
  {
    name: 'SSH and Telnet apart',
    rules: [
      ['203.0.113.0/24', 22],
      ['203.0.112.0/24', 23],
    ],
    expected: ALLOW,
  },
  {
    name: 'SSH in two ranges',
    rules: [
      ['203.0.113.0/24', '20-22'],
      ['203.0.112.0/24', '22-25'],
    ],
    expected: deny('sensitive_ports'),
  },
  {
    name: 'all ports in two rules',
    rules: [
      ['203.0.113.7', '0-32767'],
      ['203.0.113.7', '32768-65535'],
    ],
    settings: { sensitive_ports: [{ port: 'all', min_prefix_length: { ipv4: 32 } }] },
    expected: ALLOW,
  },
  {
    name: 'all ports in two rules, for two addresses',
    rules: [
      ['203.0.113.6/31', '0-32767'],
      ['203.0.113.6/31', '32768-65535'],
    ],
    settings: { sensitive_ports: [{ port: 'all', min_prefix_length: { ipv4: 32 } }] },
    expected: deny('sensitive_ports'),
  },
  {
    name: 'all of RFC 1918',
    rules: [
      ['10.0.0.0/8', 22],
      ['172.16.0.0/12', 22],
      ['192.168.0.0/16', 22],
    ],
    expected: ALLOW,
  },
  {
    name: 'unique local addresses in two halves',
    rules: [
      ['fc00::/8', 443],
      ['fd00::/8', 443],
    ],
    expected: deny('min_prefix_length.ipv6'),
  },
  {
    name: 'a private range and its neighbour',
    rules: [
      ['192.168.0.0/16', 443],
      ['192.169.0.0/16', 443],
    ],
    expected: deny('min_prefix_length.ipv4'),
  },
  {
    name: 'one of two outside the ranges',
    rules: [
      ['203.0.113.7', 443],
      ['198.51.100.7', 443],
    ],
    settings: { allowed_ip_ranges: ['203.0.113.0/24'] },
    expected: deny('allowed_ip_ranges'),
  },
  {
    name: 'a port beside the allowed one',
    rules: [
      ['203.0.113.7', 443],
      ['203.0.113.7', 22],
    ],
    settings: { allowed_ports: [443] },
    expected: deny('allowed_ports'),
  },
];

/** Of the upper half of IPv4, piece by piece, everything but the last address. */
function wholeBut(i: number): string {
  const start = 2 ** 32 - 2 ** (31 - i);
  return `${[24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256).join('.')}/${i + 2}`;
}
