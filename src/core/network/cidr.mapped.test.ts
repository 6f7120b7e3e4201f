import { describe, expect, it } from 'vitest';
import { formatCidr, parseCidr, parseRuleCidr } from './cidr.ts';

const canonical = (text: string) => formatCidr(parseCidr(text).cidr);

describe('an IPv4-mapped address', () => {
  it.each([
    ['::ffff:1.2.3.4', '1.2.3.4/32'],
    ['::FFFF:102:304', '1.2.3.4/32'],
    ['0:0:0:0:0:ffff:1.2.3.4/128', '1.2.3.4/32'],
    ['::ffff:1.2.3.4/120', '1.2.3.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
  ])('[add.mapped-ipv4] %s is %s', (text, expected) => {
    expect([canonical(text), parseCidr(text).mapped]).toEqual([expected, true]);
  });

  it('needs a block of its own', () => {
    const guidance = ['An IPv4-mapped block needs a prefix length from 96 to 128.'];
    const refused = expect.objectContaining({ code: 'invalid_input', details: { guidance } });
    expect(() => parseCidr('::ffff:1.2.3.4/95')).toThrow(refused);
  });

  it.each(['::1.2.3.4', '64:ff9b::1.2.3.4', '::fffe:1.2.3.4', '1::ffff:1.2.3.4'])('%s is none', (text) => {
    expect(parseCidr(text)).toMatchObject({ mapped: false, cidr: { family: 6 } });
  });

  it.each([
    ['::ffff:1.2.3.4/128', '::ffff:102:304/128'],
    ['::ffff:0:0/96', '::ffff:0:0/96'],
    ['::ffff:0:0/64', '::/64'],
    ['1.2.3.4/24', '1.2.3.0/24'],
  ])('stays what it is in a rule of AWS: %s is %s', (text, expected) => {
    expect(formatCidr(parseRuleCidr(text))).toBe(expected);
  });
});
