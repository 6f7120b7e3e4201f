/** A token in the four parts that it has: digest of the plan, end, a number used once, signature. */
type Parts = readonly [plan: string, until: string, nonce: string, signature: string];

export function partsOf(token: string): Parts {
  const [plan = '', until = '', nonce = '', signature = ''] = token.split('.');
  return [plan, until, nonce, signature];
}

export interface Alteration {
  readonly name: string;
  /** @param other - The parts of another good token, for another plan. */
  readonly make: (parts: Parts, other: Parts) => string;
}

const whole = (parts: readonly string[]) => parts.join('.');
const turned = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
const row = (name: string, make: Alteration['make']): Alteration => ({ name, make });
const onWhole = (name: string, change: (token: string) => string) =>
  row(name, (parts) => change(whole(parts)));

export const ALTERED: readonly Alteration[] = [
  row('the plan altered', ([a, b, c, d]) => whole([turned(a), b, c, d])),
  row('its end a day later', ([a, b, c, d]) => whole([a, String(Number(b) + 86_400_000), c, d])),
  row('its end without end', ([a, , c, d]) => whole([a, '9'.repeat(16), c, d])),
  row('its end with a zero before', ([a, b, c, d]) => whole([a, `0${b}`, c, d])),
  row('its end with an exponent', ([a, , c, d]) => whole([a, '1e13', c, d])),
  row('its end in Arabic-Indic digits', ([a, b, c, d]) =>
    whole([a, b.replace(/\d/g, (n) => String.fromCodePoint(0x660 + Number(n))), c, d]),
  ),
  row('its end in full-width digits', ([a, b, c, d]) =>
    whole([a, b.replace(/\d/g, (n) => String.fromCodePoint(0xff10 + Number(n))), c, d]),
  ),
  row('its number altered', ([a, b, c, d]) => whole([a, b, turned(c), d])),
  row('its signature altered', ([a, b, c, d]) => whole([a, b, c, turned(d)])),
  row('no signature', ([a, b, c]) => whole([a, b, c])),
  row('an empty signature', ([a, b, c]) => whole([a, b, c, ''])),
  row('a signature of zeros', ([a, b, c]) => whole([a, b, c, 'A'.repeat(43)])),
  row("another token's signature", ([a, b, c], [, , , d]) => whole([a, b, c, d])),
  row("another token's plan", ([, b, c, d], [a]) => whole([a, b, c, d])),
  row("another token's number", ([a, b, , d], [, , c]) => whole([a, b, c, d])),
  row("another plan's token, whole", (_, other) => whole(other)),
  row('its parts the other way round', (parts) => whole([...parts].reverse())),
  row('the plan in the place of the signature', ([a, b, c]) => whole([a, b, c, a])),
  row('a part too many', (parts) => whole([...parts, 'x'])),
  row('an empty part before it', (parts) => whole(['', ...parts])),
  row('dots that look alike', (parts) => parts.join('．')),
  row('commas for dots', (parts) => parts.join(',')),
  onWhole('small letters', (token) => token.toLowerCase()),
  onWhole('base64 with padding', (token) => `${token}=`),
  onWhole('its last character missing', (token) => token.slice(0, -1)),
  onWhole('its first character missing', (token) => token.slice(1)),
  onWhole('its first half', (token) => token.slice(0, token.length / 2)),
  onWhole('itself twice', (token) => token + token),
  onWhole('itself twice, on two lines', (token) => `${token}\n${token}`),
  onWhole('a line end after it', (token) => `${token}\n`),
  onWhole('white space around it', (token) => ` ${token} `),
  onWhole('a NUL after it', (token) => `${token}\u0000`),
  onWhole('a zero-width space in it', (token) => `${token.slice(0, 50)}\u200b${token.slice(50)}`),
  onWhole('a full-width letter for one', (token) =>
    token.replace(/[A-Z]/, (letter) => String.fromCodePoint(0xff21 + letter.charCodeAt(0) - 65)),
  ),
  onWhole('a Cyrillic letter for one', (token) => token.replace(/[aeopcx]/, 'а')),
  onWhole('quotes', (token) => JSON.stringify(token)),
  onWhole('dots alone', () => '...'),
  onWhole('a word', () => 'approved'),
  onWhole('yes', () => 'yes'),
  onWhole('the name of a member of objects', () => '__proto__'),
  onWhole('a megabyte', () => 'A'.repeat(1_000_000)),
  onWhole('a megabyte after it', (token) => token + 'A'.repeat(1_000_000)),
  onWhole('a megabyte of digits for its end', (token) =>
    token.replace(/\.\d+\./, `.${'9'.repeat(1_000_000)}.`),
  ),
];

/** The token of an ordinary addition, with a call for something else. */
export const ELSEWHERE: readonly (readonly [name: string, tool: string, more: object])[] = [
  ['another group', 'whitelist_add', { security_group_id: 'sg-123456' }],
  ['another address', 'whitelist_add', { ip_address: '203.0.113.8' }],
  ['a wider block around it', 'whitelist_add', { ip_address: '203.0.113.0/24' }],
  ['the same address in IPv6', 'whitelist_add', { ip_address: '::203.0.113.7' }],
  ['another port', 'whitelist_add', { port: 444 }],
  ['a range around it', 'whitelist_add', { port: '443-444' }],
  ['all ports', 'whitelist_add', { port: 'all' }],
  ['another protocol', 'whitelist_add', { protocol: 'udp' }],
  ['every protocol', 'whitelist_add', { protocol: 'all', port: undefined }],
  ['another description', 'whitelist_add', { description: 'Kim' }],
  ['no description', 'whitelist_add', { description: undefined }],
  ['a removal of the same', 'whitelist_remove', { ip_address: '192.0.2.44', port: 22 }],
];

/** The same plan in other words: a token stands for what is changed, not for how it is said. */
export const SAME: readonly (readonly [name: string, more: object])[] = [
  ['with its prefix length', { ip_address: '203.0.113.7/32' }],
  ['mapped', { ip_address: '::ffff:203.0.113.7' }],
  ['the port as a text', { port: '443' }],
  ['the port as a range', { port: '443-443' }],
  ['the port by name', { port: 'https' }],
  ['the number of the protocol', { protocol: '6' }],
];
