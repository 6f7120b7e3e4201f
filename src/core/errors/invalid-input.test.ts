import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { parseDescription } from '#core/rules/description.ts';
import { toWhitelistError } from './errors.ts';
import { parseSecurityGroupId, parseSecurityGroupRuleId } from '#core/identifiers/ids.ts';
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
      propertyRuns({ full: 3000, short: 600 }),
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

it('[input.guide-values] the literal values of the guide are well-formed', () => {
  expect(parseSecurityGroupId('sg-123456')).toBe('sg-123456');
  expect(parseCidr('192.168.1.100').cidr).toMatchObject({ family: 4, prefix: 32 });
  const credentials = { access_key_id: 'AKIAXXXXXXX', secret_access_key: 'XXXXXXXXX', region: 'us-east-1' };
  expect(parseCredentials(credentials).accessKeyId).toBe('AKIAXXXXXXX');
});
