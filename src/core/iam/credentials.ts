import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseRegion, type Region } from '#core/identifiers/regions.ts';
import { Secret } from '#core/text/secret.ts';

/** Credentials that came with the call itself; they live as long as it does. */
export interface InlineCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret | null;
  readonly region: Region | null;
}

// AWS's forms: a key id is 20 upper-case characters that start with AKIA, ASIA …; a secret is 40 of base64.
const KEY_ID = /^A[A-Z]{3}[A-Z0-9]{12,}$/;
const SECRET_KEY = /^[A-Za-z0-9/+=]{40}$/;

/** A key id goes to AWS in plain sight, and a token nearly so: what is sent as either must not be the secret. */
export const isLikelySecret = (text: string) => text.length >= 32 && !KEY_ID.test(text);

/**
 * Reads the `credentials` argument. No part of any value is repeated in an error: a person who mixes the
 * fields up has put a secret where a name belongs.
 *
 * @throws WhitelistError `invalid_input`, `credentials_required` (something missing) or `invalid_credentials` (swapped)
 */
export function parseCredentials(value: unknown): InlineCredentials {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField('credentials', 'an object');
  const given = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string | null => {
    const field = given.get(name);
    if (field === undefined) return null;
    if (typeof field !== 'string') throw invalidField(`credentials.${name}`, 'text');
    return field.trim() || null;
  };
  const accessKeyId = text('access_key_id');
  const secretAccessKey = text('secret_access_key');
  const sessionToken = text('session_token');
  const region = text('region');
  if (accessKeyId === null || secretAccessKey === null) {
    const missing = [
      ...(accessKeyId === null ? ['credentials.access_key_id'] : []),
      ...(secretAccessKey === null ? ['credentials.secret_access_key'] : []),
    ];
    throw new WhitelistError(
      'credentials_required',
      `AWS credentials are incomplete: ${missing.join(' and ')} missing.`,
      {
        missing,
        guidance: ['Give both parts of the key pair, and session_token too if the key is temporary.'],
      },
    );
  }
  if (KEY_ID.test(secretAccessKey) || isLikelySecret(accessKeyId))
    throw swappedCredentials('access_key_id and secret_access_key', [
      'Put the short key id (AKIA… or ASIA…) into access_key_id, the longer secret into the other.',
    ]);
  if (sessionToken !== null && SECRET_KEY.test(sessionToken))
    throw swappedCredentials('secret_access_key and session_token', [
      'Put the secret of 40 characters into secret_access_key, the much longer token into session_token.',
    ]);
  return {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: sessionToken === null ? null : new Secret(sessionToken),
    region: region === null ? null : parseRegion(region, 'credentials.region'),
  };
}

function swappedCredentials(fields: string, guidance: readonly string[]): WhitelistError {
  return new WhitelistError('invalid_credentials', `Invalid credentials: ${fields} seem to be swapped.`, {
    guidance,
  });
}

function invalidField(field: string, expected: string): WhitelistError {
  return invalidInput({
    field,
    value: '[not shown]',
    expected,
    example: '{"access_key_id": "AKIA…", "secret_access_key": "…", "region": "us-east-1"}',
  });
}
