import { describe, expect, it } from 'vitest';
import { parseCidr, parseRuleCidr } from './cidr.ts';
import { toWhitelistError, type ErrorReport } from '#core/errors/errors.ts';

function refusal(text: unknown): ErrorReport | null {
  try {
    parseCidr(text);
  } catch (error) {
    return toWhitelistError(error).report();
  }
  return null;
}

const zone = 'A zone such as %eth0 names a link of one machine; leave it out.';
const zeros = 'Write each number without leading zeros: some programs read them as octal.';
const four = 'An IPv4 address has four numbers from 0 to 255.';
const space = 'Remove the white space around the address.';
const empty = 'An empty address is never taken to mean every address.';
const prefix = (family: 4 | 6) =>
  `An IPv${family} prefix length is a number from 0 to ${family === 4 ? 32 : 128} without leading zeros.`;

describe('refused, with what would help', () => {
  it.each([
    ['', empty],
    [' \t', empty],
    [' 203.0.113.7', space],
    ['203.0.113.7\n', space],
    ['203.0.113.7\u00a0', space],
    ['010.0.0.1', zeros],
    ['203.0.113.07/32', zeros],
    ['203.0.113', four],
    ['203.0.113.256', four],
    ['1.2.3.4.5/24', four],
    ['3405803783', four],
    ['203.0.113.7/33', prefix(4)],
    ['203.0.113.7/', prefix(4)],
    ['203.0.113.7/-1', prefix(4)],
    ['203.0.113.7/024', prefix(4)],
    ['203.0.113.0/255.255.255.0', prefix(4)],
    ['203.0.113.7/ 24', prefix(4)],
    ['203.0.113.7/９', prefix(4)],
    ['2001:db8::/129', prefix(6)],
    ['2001:db8::/1e1', prefix(6)],
    ['fe80::1%eth0', zone],
    ['fe80::1%eth0/64', zone],
    ['203.0.113.7%lo', zone],
  ])('%j', (text, hint) => {
    expect(refusal(text)).toMatchObject({ code: 'invalid_input', outcome: 'not_done', guidance: [hint] });
  });
});

describe('refused', () => {
  it.each([
    '/',
    '/24',
    '203.0.113.7/24/24',
    '203.0.113.7//24',
    '２０３.0.113.7',
    '203。0。113。7',
    '203.0.113.7\0',
    '::1\0',
    '[2001:db8::1]',
    '203.0.113.7:443',
    'example.com',
    'http://203.0.113.7',
    '0x7f.0.0.1',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2:3:4:5:6:7:8',
    '12345::',
    '::g',
    '::ffff:1.2.3.256',
    '::ffff:01.2.3.4',
    '::1.2.3.4:5',
    '1.2.3.4::',
  ])('%j', (text) => {
    expect(refusal(text)?.code).toBe('invalid_input');
    expect(() => parseRuleCidr(text)).toThrow('Invalid cidr: got');
  });

  it.each([undefined, null, 7, 3405803783, true, ['203.0.113.7'], { cidr: '203.0.113.7' }])(
    'a value that is no text: %j',
    (value) => {
      expect(refusal(value)?.message).toMatch(
        /^Invalid ip_address: got .*, expected an IPv4 or IPv6 address/,
      );
    },
  );

  it('under the name of the argument that it came in', () => {
    expect(() => parseCidr('x', 'target')).toThrow('Invalid target: got "x"');
  });
});
