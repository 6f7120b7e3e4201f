import { random, type Random } from './random.ts';

/** Texts a person, a program or an attacker might give for an address: right, nearly right and hostile. */
export function addressTexts(count: number, seed: number): string[] {
  const r = random(seed);
  const fixed = [...FIXED, ...compressions()];
  return [...fixed, ...Array.from({ length: count - fixed.length }, () => text(r))];
}

const FIXED = [
  ...[
    '',
    ' ',
    '/',
    '//',
    '::',
    ':',
    ':::',
    '.',
    '...',
    '/0',
    '/32',
    '0',
    '0/0',
    '::/',
    '::/0',
    '%',
    '::%',
    '0.0.0.0/0',
  ],
  ...[
    '1.2.3.4/32/32',
    '1.2.3.4/255.255.255.255/24',
    '[::1]',
    '[::1]/128',
    '"1.2.3.4"',
    '1.2.3.4,5.6.7.8',
    'localhost',
  ],
  ...[
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '1.2.3.4\0',
    '::1\0/64',
    '::1/64\0',
    '\ufeff1.2.3.4',
    '1.2.3.4\n',
  ],
  ...[
    '１.2.3.4',
    '1.2.3.٤',
    '1。2。3。4',
    '::１',
    '1.2.3.4/２４',
    '::/٦٤',
    '²::',
    '\ud800',
    '1.2.3.4\ud800',
    '1_0.0.0.0',
  ],
];

/** Every address of one group count 0–9 with `::` at each place, and with a second `::` after it. */
function compressions(): string[] {
  return Array.from({ length: 10 }, (_, n) => n).flatMap((n) => {
    const groups = Array.from({ length: n }, (_, i) => String(i + 1));
    const at = (parts: readonly string[], i: number) =>
      `${parts.slice(0, i).join(':')}::${parts.slice(i).join(':')}`;
    const once = groups.concat('').map((_, i) => at(groups, i));
    return [groups.join(':'), ...once, ...once.map((t) => `${t}::1`), ...once.map((t) => `${t}:1.2.3.4`)];
  });
}

function text(r: Random): string {
  if (r.chance(0.04)) return noise(r);
  const family = r.pick([4, 6] as const);
  const address = family === 4 ? v4(r) : v6(r);
  const zone = r.chance(0.03) ? `%${r.pick(['eth0', '25', '1', 'a.b-c', '', 'a b', 'a%b', 'ü', '_'])}` : '';
  const whole = `${address}${zone}${r.chance(0.65) ? `/${prefix(r, family)}` : ''}`;
  return r.chance(0.15) ? damaged(r, whole) : whole;
}

function v4(r: Random): string {
  const count = r.chance(0.96) ? 4 : r.below(7);
  const separator = r.chance(0.99) ? '.' : r.pick([',', '..', ':', ' ', '。']);
  return Array.from({ length: count }, () => octet(r)).join(separator);
}

function octet(r: Random): string {
  if (r.chance(0.97)) return String(r.pick([0, 1, 10, 127, 192, 254, 255, r.below(256), r.below(256)]));
  return r.pick([
    `0${r.below(100)}`,
    '00',
    '000',
    '256',
    '999',
    '1e1',
    '0x1f',
    '-1',
    '+1',
    '',
    ' 1',
    '１',
    '1000',
    'a',
  ]);
}

function v6(r: Random): string {
  const tail = r.chance(0.15);
  const start = r.chance(0.08) ? ['0', '0', '0', '0', '0', r.pick(['ffff', 'FFFF', 'ffff', 'fffe'])] : [];
  const count = (tail ? 6 : 8) - start.length + (r.chance(0.96) ? 0 : r.pick([-1, 1, 2]));
  const groups = [...start, ...Array.from({ length: count }, () => group(r))];
  if (tail) groups.push(v4(r));
  let written = groups.join(':');
  // A run of zeros is left out; now and then something else is too, or one `::` too many stands there.
  const run = /(?:^|:)0+(?::0+)*(?::|$)/.exec(written);
  if (run !== null && r.chance(0.8)) written = written.replace(run[0], '::');
  if (r.chance(0.1)) {
    const from = r.below(groups.length + 1);
    written = `${groups.slice(0, from).join(':')}::${groups.slice(from + r.below(4)).join(':')}`;
  }
  if (r.chance(0.02)) written = written.replace(':', r.pick(['::', ':::', '.', '']));
  return r.chance(0.2) ? written.toUpperCase() : written;
}

function group(r: Random): string {
  if (r.chance(0.45)) return r.pick(['0', '0', '0000', '00']);
  if (r.chance(0.01)) return r.pick(['12345', '00000', 'g', '', '-1', '0x1', 'ｆ', '+1', ' 1']);
  const hex = r.below(r.pick([16, 256, 65536])).toString(16);
  return r.chance(0.2) ? hex.padStart(4, '0') : hex;
}

function prefix(r: Random, family: 4 | 6): string {
  const bits = family === 4 ? 32 : 128;
  const right = r.pick([0, bits, bits - 1, r.below(bits + 1), r.below(bits + 1), r.below(bits + 1)]);
  if (r.chance(0.8)) return String(right);
  if (r.chance(0.25))
    return r.pick(['255.255.255.0', '0.0.0.255', '255.255.255.255', '0.0.0.0', '255.0.255.0', 'ffff::']);
  return r.pick([
    ...([
      `0${right}`,
      `000${right}`,
      `+${right}`,
      `-${right}`,
      ` ${right}`,
      `${right} `,
      `${right}.0`,
    ] as const),
    ...([
      '',
      '/24',
      '24/',
      '24/24',
      '33',
      '129',
      '-1',
      '256',
      '999999999999',
      '1e1',
      '0x10',
      '１６',
      'a',
      '%1',
    ] as const),
    '9'.repeat(5000),
  ]);
}

const CHARACTERS = [
  ...'0123456789abcdefABCDEFgx:::...///%-+_ ',
  '\t',
  '\n',
  '\0',
  '\u00a0',
  '\u200b',
  '\u202e',
  '１',
  '٣',
  'ｆ',
  '🏠',
];

const character = (r: Random): string => CHARACTERS[r.below(CHARACTERS.length)] ?? '';

function damaged(r: Random, whole: string): string {
  const at = r.below(whole.length + 1);
  const [before, after] = [whole.slice(0, at), whole.slice(at)];
  return r.pick([
    `${before}${character(r)}${after}`,
    `${before}${after.slice(1)}`,
    `${before}${character(r)}${after.slice(1)}`,
    `${before}${after.slice(0, 1)}${after}`,
    `${character(r)}${whole}`,
    `${whole}${character(r)}`,
    `[${whole}]`,
    `${whole}:443`,
    `${whole}-${whole}`,
  ]);
}

function noise(r: Random): string {
  return Array.from({ length: r.below(24) }, () => character(r)).join('');
}
