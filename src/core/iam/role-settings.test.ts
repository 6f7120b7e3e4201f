import { describe, expect, it } from 'vitest';
import {
  parseExternalId,
  parseMfaSerial,
  parseSourceIdentity,
  parseSessionSeconds,
} from './role-settings.ts';

const PARSERS = {
  external_id: parseExternalId,
  source_identity: parseSourceIdentity,
  mfa_serial: parseMfaSerial,
  duration_seconds: parseSessionSeconds,
};
type Name = keyof typeof PARSERS;

describe('what opens a session of a role', () => {
  it.each<[Name, unknown]>([
    ['external_id', 'ab'],
    ['external_id', 'a:b/c=d,e.f@g-h_i+j'],
    ['external_id', 'x'.repeat(1224)],
    ['source_identity', 'jo@example.com'],
    ['source_identity', 'x'.repeat(256)],
    ['mfa_serial', 'arn:aws:iam::123456789012:mfa/jo'],
    ['mfa_serial', 'arn:aws-us-gov:iam::123456789012:mfa/team/jo'],
    ['mfa_serial', 'GAHT12345678'],
    ['duration_seconds', 900],
    ['duration_seconds', 43_200],
  ])('%s may be %j', (name, value) => {
    expect(PARSERS[name](value, name)).toBe(value);
  });

  it.each<[Name, unknown, string]>([
    ['external_id', 'a', 'expected 2 to 1224'],
    ['external_id', 'x'.repeat(1225), 'expected 2 to 1224'],
    ['external_id', 'a b', 'expected 2 to 1224'],
    ['source_identity', 'x'.repeat(257), 'expected 2 to 256'],
    ['source_identity', 'a:b', 'expected 2 to 256'],
    ['source_identity', 'Zoë', 'expected 2 to 256'],
    ['mfa_serial', '12345678', "expected an MFA device's ARN"],
    ['mfa_serial', 'arn:aws:iam::1234:mfa/jo', "expected an MFA device's ARN"],
    ['mfa_serial', 'arn:aws:iam::123456789012:user/jo', "expected an MFA device's ARN"],
    ['mfa_serial', `arn:aws:iam::123456789012:mfa/${'x'.repeat(300)}`, "expected an MFA device's ARN"],
    ['duration_seconds', 899, 'expected whole seconds from 900 (15 minutes) to 43200 (12 hours)'],
    ['duration_seconds', 43_201, 'expected whole seconds'],
    ['duration_seconds', 1000.5, 'expected whole seconds'],
    ['duration_seconds', '3600', 'expected whole seconds'],
  ])('%s may not be %j', (name, value, expected) => {
    expect(() => PARSERS[name](value, name)).toThrow(expected);
    expect(() => PARSERS[name](value, name)).toThrow(`Invalid ${name}: got `);
  });

  it.each<Name>(['external_id', 'source_identity', 'mfa_serial', 'duration_seconds'])(
    '%s is asked for',
    (name) => {
      for (const value of [undefined, null, '', {}, []])
        expect(() => PARSERS[name](value, name)).toThrow(`Invalid ${name}`);
    },
  );

  it('says why a passkey is no MFA device here', () => {
    const passkey = () => parseMfaSerial('arn:aws:iam::123456789012:u2f/user/jo/key-AB', 'mfa_serial');
    expect(passkey).toThrow(
      expect.objectContaining({ details: { guidance: [expect.stringContaining('authenticator app')] } }),
    );
  });
});
