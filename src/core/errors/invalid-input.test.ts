import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr } from '#core/network/cidr.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { parseDescription } from '#core/rules/description.ts';
import { toWhitelistError } from './errors.ts';
import { parseSecurityGroupId, parseSecurityGroupRuleId } from '#core/identifiers/ids.ts';
import { quoteMasked, redactRandomLooking } from './invalid-input.ts';
import { parseProtocol } from '#core/network/protocol.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { parseTraffic } from '#core/network/traffic.ts';

/** Every reader of an argument, with a value that it refuses. */
const readers: readonly (readonly [field: string, read: (value: unknown) => unknown, wrong: string])[] = [
  ['ip_address', parseCidr, '203.0.113.300'],
  ['security_group_id', parseSecurityGroupId, 'my-group'],
  ['rule_id', parseSecurityGroupRuleId, 'sg-0a'],
  ['region', parseRegion, 'Frankfurt'],
  ['protocol', parseProtocol, 'http'],
  ['port', (port) => parseTraffic({ port, protocol: 'tcp' }), '99999'],
  ['port', (port) => parseTraffic({ port, protocol: 'icmp' }), '443'],
  ['port', (port) => parseTraffic({ port, protocol: 'all' }), '443'],
  ['description', parseDescription, 'Jo’s home'],
  [
    'credentials.region',
    (region) => parseCredentials({ access_key_id: 'AKIAXXXXXXX', secret_access_key: 'x', region }),
    'Frankfurt',
  ],
];

function report(read: (value: unknown) => unknown, value: unknown) {
  try {
    read(value);
  } catch (error) {
    return toWhitelistError(error).report();
  }
  return null;
}

describe('a refusal', () => {
  it.each(readers)(
    '[input.refusal-words] of %s names field, value, what is expected and an example',
    (field, read, wrong) => {
      const refused = report(read, wrong);
      expect(refused).toMatchObject({ code: 'invalid_input', retryable: false, outcome: 'not_done' });
      const [before = '', after = ''] = (refused?.message ?? '').split(`got "${wrong}", expected `);
      expect(before).toBe(`Invalid ${field}: `);
      expect(after).toMatch(/^.{5,}\. Example: .{3,}\.$/);
    },
  );

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['', '""'],
    [80.5, '80.5'],
    [false, 'false'],
    [[1, 2], 'a list'],
    [{ a: 1 }, 'an object'],
    ['a\u202eb', '"a\\u{202e}b"'],
    ['x y'.repeat(40), `"${'x y'.repeat(40).slice(0, 80)}…"`],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '"[masked]"'],
    ['key: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE, and', '"key: [masked], and"'],
    ['wJalrXUtnFEMI%2FK7MDENG%2fbPxRfiCYEXAMPLEKEY', '"[masked]"'],
    ['eyJhbGciOiJS-UzI1NiJ9.eyJpc3MiOi_J4In0.', '"[masked]"'],
    ['/nowhere/eyJhbGciOiJSUzI1NiJ9k7Qw-x8ZpL2vN_cR4tY6.eyJpc3MiOi_J4In0.q-r', '"[masked].[masked]"'],
    ['eyJhbGci and no more', '"eyJhbGci and no more"'],
    ['Ab-c_d/e+f'.repeat(9), '"[masked]"'],
    ['arn:aws:iam::123456789012:role/a-name-of-very-many-parts', null],
    ['production-network-administrators-of-the-northern-region', null],
  ])('repeats %j as %s', (value, text) => {
    expect(quoteMasked(value)).toBe(text ?? `"${String(value)}"`);
  });

  const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+';
  const secret = fc.string({ unit: fc.constantFrom(...base64), minLength: 40, maxLength: 40 });
  const around = fc.string({
    unit: fc.constantFrom('a', '=', ' ', '"', 'ü', '-', '\u200b', '\n'),
    maxLength: 60,
  });
  const breaker = fc.constantFrom(
    '',
    '',
    '\n',
    '\r\n',
    '\u200b',
    '\ufe0f\u202e',
    '\t',
    '\n    ',
    ' \u2028  \n',
  );

  it('never repeats what looks like a secret, whole or broken', () => {
    const value = fc.tuple(around, secret, fc.nat({ max: 40 }), breaker, around);
    fc.assert(
      fc.property(value, fc.constantFrom(...readers), ([before, key, at, gap, after], [, read]) => {
        const refused = report(read, `${before}${key.slice(0, at)}${gap}${key.slice(at)}${after}`);
        const told = JSON.stringify(refused).replaceAll(/\\\\u\{[0-9a-f]+\}/g, '');
        expect(told).not.toContain(key);
        expect(told).not.toContain(key.slice(0, 39));
        expect(told).not.toContain(key.slice(1));
      }),
      { numRuns: 3000 },
    );
  });

  it('never repeats any part of credentials', () => {
    const names = ['access_key_id', 'secret_access_key', 'session_token'] as const;
    const value = fc.oneof(secret, fc.constant('AKIAIOSFODNN7EXAMPLE'), fc.tuple(secret), fc.constant(''));
    fc.assert(
      fc.property(fc.tuple(value, value, value), fc.subarray([...names]), (values, given) => {
        const refused = report(
          parseCredentials,
          Object.fromEntries(given.map((name, i) => [name, values[i]])),
        );
        const told = JSON.stringify(refused);
        for (const one of values.flat()) {
          for (let i = 0; i + 12 <= one.length; i++) expect(told).not.toContain(one.slice(i, i + 12));
        }
      }),
    );
  });
});

describe('words in which something long may stand', () => {
  it.each([
    '/Users/JohnDoe/Projects/Terraform2024/Whitelist/config.json',
    '/home/jo/.config/awswhitelist/production/network/administrators/config.json',
    'User: arn:aws:sts::123456789012:assumed-role/SecurityAdministratorOfTheNorth7/jo is not authorized',
    '/nix/store/0c3a9fq1k8v2m5x7z4b6n8d1f3h5j7l9-awswhitelist/config.json',
    '3c59dc048e8850243be8079a5c74d079e4da3b7fbbce2345d7772b0674a318d5',
  ])('are left as they are: %s', (text) => {
    expect(redactRandomLooking(text)).toBe(text);
  });

  it.each([
    ['/nowhere/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[masked]'],
    [`${'/nowhere'.repeat(9)}/eyJhbGciOiJSUzI1NiJ9eyJpc3MiOiJ4In0/wJalrXUtnFEMI`, '[masked]'],
    [[...'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'].join('\u200c'), '[masked]'],
    ['-c q7Zr1/CanarySecret+0Kx9PbVf3TjUw5Hs8LmDa.json', '-c [masked].json'],
  ])('lose what came about by chance: %s', (text, left) => {
    expect(redactRandomLooking(text)).toBe(left);
  });
});

it('[input.guide-values] the literal values of the guide are well-formed', () => {
  expect(parseSecurityGroupId('sg-123456')).toBe('sg-123456');
  expect(parseCidr('192.168.1.100').cidr).toMatchObject({ family: 4, prefix: 32 });
  const credentials = { access_key_id: 'AKIAXXXXXXX', secret_access_key: 'XXXXXXXXX', region: 'us-east-1' };
  expect(parseCredentials(credentials).accessKeyId).toBe('AKIAXXXXXXX');
});
