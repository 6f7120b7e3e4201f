import { describe, expect, it } from 'vitest';
import { parseCredentials } from './credentials.ts';
import { toWhitelistError } from '#core/errors/errors.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function refusal(value: unknown) {
  try {
    parseCredentials(value);
  } catch (error) {
    return toWhitelistError(error).report();
  }
  return null;
}

describe('credentials in a call', () => {
  it('are read, white space around them aside', () => {
    const given = {
      access_key_id: ` ${KEY}\n`,
      secret_access_key: `${SECRET} `,
      session_token: 'token',
      region: 'eu-west-1',
    };
    const read = parseCredentials(given);
    expect([read.accessKeyId, read.region]).toEqual([KEY, 'eu-west-1']);
    expect([read.secretAccessKey.reveal(), read.sessionToken?.reveal()]).toEqual([SECRET, 'token']);
    expect(JSON.stringify(read)).not.toContain(SECRET);
  });

  it.each([undefined, '', ' '])('need neither token nor region: %j', (none) => {
    const read = parseCredentials({
      access_key_id: KEY,
      secret_access_key: SECRET,
      session_token: none,
      region: none,
    });
    expect(read).toMatchObject({ sessionToken: null, region: null });
  });

  it.each([
    [{}, ['credentials.access_key_id', 'credentials.secret_access_key']],
    [{ access_key_id: KEY }, ['credentials.secret_access_key']],
    [{ access_key_id: '', secret_access_key: SECRET }, ['credentials.access_key_id']],
    [{ access_key_id: KEY, secret_access_key: ' \n' }, ['credentials.secret_access_key']],
  ])('are asked for where a part is missing', (given, missing) => {
    expect(refusal(given)).toMatchObject({
      code: 'credentials_required',
      message: `AWS credentials are incomplete: ${missing.join(' and ')} missing.`,
      missing,
    });
  });

  it.each([
    [SECRET, KEY],
    ['anything', KEY],
    ['ASIA0123456789', 'ASIAIOSFODNN7EXAMPLE'],
    [SECRET, 'anything'],
    [SECRET.slice(4), SECRET],
    [`${SECRET.slice(0, 20)}\n${SECRET.slice(20)}`, SECRET],
    [`IQoJb3JpZ2luX2Vj${SECRET.repeat(8)}`, SECRET],
  ])('[input.key-swap] are looked at for a likely swap', (access_key_id, secret_access_key) => {
    expect(refusal({ access_key_id, secret_access_key })).toMatchObject({
      code: 'invalid_credentials',
      message: 'Invalid credentials: access_key_id and secret_access_key seem to be swapped.',
    });
  });

  it('[input.key-swap] are looked at for a secret in the place of a token, which is sent as it is', () => {
    const refused = refusal({ access_key_id: KEY, secret_access_key: 'token', session_token: SECRET });
    expect(refused).toMatchObject({
      code: 'invalid_credentials',
      message: 'Invalid credentials: secret_access_key and session_token seem to be swapped.',
    });
    expect(JSON.stringify(refused)).not.toContain(SECRET);
  });

  it.each([
    ['AKIAXXXXXXX', 'XXXX'],
    ['test', 'test'],
    ['not-a-key', SECRET],
    [`AKIA${'A'.repeat(36)}`, SECRET],
  ])('[input.key-swap] are looked at for nothing else: %s', (access_key_id, secret_access_key) => {
    expect(parseCredentials({ access_key_id, secret_access_key }).accessKeyId).toBe(access_key_id);
  });

  it.each([null, undefined, 'AKIA', 7, [KEY, SECRET]])('are an object', (given) => {
    expect(refusal(given)?.message).toContain('Invalid credentials: got "[not shown]", expected an object.');
  });

  it.each([null, 7, [SECRET], { a: SECRET }])('are text in every field', (wrong) => {
    const message = refusal({ access_key_id: KEY, secret_access_key: wrong })?.message;
    expect(message).toContain('Invalid credentials.secret_access_key: got "[not shown]", expected text.');
    expect(message).not.toContain(SECRET);
  });

  it('may name a wrong region, which is told as such', () => {
    const refused = refusal({ access_key_id: KEY, secret_access_key: SECRET, region: 'us-east' });
    expect(refused?.message).toContain('Invalid credentials.region: got "us-east"');
    expect(refusal({ access_key_id: KEY, secret_access_key: SECRET, region: SECRET })?.message).toContain(
      '"[masked]"',
    );
  });
});
