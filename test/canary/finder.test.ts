import { describe, expect, it } from 'vitest';
import { createSecretFinder, MIN_PIECE_LENGTH } from '#test/support/canary/secret-finder.ts';
import { KEYS, listSecrets, MISPLACED_SECRETS, TOKENS } from '#test/support/canary/secrets.ts';

const { secret, token } = MISPLACED_SECRETS;

function found(bytes: Buffer | string): string[] {
  const finder = createSecretFinder();
  finder.add('the secret', secret);
  finder.add('the token', token);
  finder.add('the code', '493021');
  finder.add('the word', 'pässwörd of many letters');
  return finder.search(bytes).map(({ secret: name, form }) => `${name} ${form}`);
}

const alone = (characters: string) => [...secret].map((c) => characters + c).join('');
const asEntities = [...secret].map((c) => `&#x${c.charCodeAt(0).toString(16)};`).join('');
const asEscapes = [...secret].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const base64 = (before: string, after = '') => Buffer.from(before + secret + after).toString('base64');

describe('a secret is found', () => {
  it.each([
    ['as it is', secret],
    ['at the end of much else', `${'lorem ipsum '.repeat(5_000)}${secret}`],
    ['between other characters', `x${secret}y`],
    ['in small letters', secret.toLowerCase()],
    ['in capital letters', secret.toUpperCase()],
    ['by its beginning', secret.slice(0, MIN_PIECE_LENGTH)],
    ['by its end', `…${secret.slice(-MIN_PIECE_LENGTH)}`],
    ['by a piece out of its middle', `got "${secret.slice(14, 14 + MIN_PIECE_LENGTH)}"`],
    ['in JSON', JSON.stringify({ a: [secret] })],
    ['in JSON with escaped slashes', JSON.stringify(secret).replaceAll('/', '\\/')],
    ['in JSON, all of it escaped', asEscapes],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ a: `"${secret}` }))],
    ['in an address', `https://x/?a=${encodeURIComponent(secret)}`],
    ['in an address, all of it escaped', alone('').replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)],
    ['in HTML', secret.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;')],
    ['in HTML, all of it escaped', asEntities],
    ['cut in two by a line end', `${secret.slice(0, 8)}\n  ${secret.slice(8, 18)}`],
    ['with characters between that nobody sees', alone('\u200b')],
    ['with the same, shown as the program shows them', alone('\\u{200b}')],
    ['in base64', base64('')],
    ['in base64 after one character', base64('x', 'more')],
    ['in base64 after two', base64('xy', 'more')],
    ['in base64 after three', base64('xyz')],
    ['in base64 for addresses', Buffer.from(`user:${secret}`).toString('base64url')],
    ['in base64, escaped', encodeURIComponent(base64('a:'))],
    ['in hexadecimal', Buffer.from(`a${secret}`).toString('hex')],
    ['in capital hexadecimal', Buffer.from(secret).toString('hex').toUpperCase()],
    ['in UTF-16', Buffer.from(secret, 'utf16le')],
    ['among bytes that are no text', Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from(secret)])],
  ])('%s', (_what, bytes) => {
    expect(found(bytes).map((hit) => hit.replace(/ (as it is|base64|hexadecimal)$/, ''))).toContain(
      'the secret',
    );
  });

  it('beside another, each under its name', () => {
    expect(found(`${token} and ${secret}`)).toEqual(['the token as it is', 'the secret as it is']);
  });

  it('whatever letters it has', () => {
    for (const text of ['the pässwörd of many letters', 'p%C3%A4ssw%C3%B6rd of many letters'])
      expect(found(text).join()).toContain('the word');
    expect(found(Buffer.from('pässwörd of many letters', 'utf8')).join()).toContain('the word');
  });

  it.each(['493021', 'code=493021;', '"493021"', 'x 493021\n', '-493021-', 'code 493 021', '493-021.'])(
    'a short one, as a word: %j',
    (text) => {
      expect(found(text)).toEqual(['the code whole']);
    },
  );

  it('in every one of the forms that the run has', () => {
    const finder = createSecretFinder();
    for (const [name, one] of listSecrets()) finder.add(name, one);
    for (const [, one] of listSecrets()) {
      expect(finder.search(`- ${one} -`)).toHaveLength(1);
      expect(finder.search(`- ${one.slice(0, -1)}`)).toHaveLength(one.length > MIN_PIECE_LENGTH ? 1 : 0);
    }
  });
});

describe('nothing is found', () => {
  it.each([
    ['nothing', ''],
    ['other text', 'The group has 3 rules; sg-0123456789abcdef0 in us-east-1.'],
    ['less than a piece', secret.slice(0, MIN_PIECE_LENGTH - 1)],
    [
      'less than a piece of each',
      `${secret.slice(0, MIN_PIECE_LENGTH - 1)} ${token.slice(5, 5 + MIN_PIECE_LENGTH - 1)}`,
    ],
    ['the id of a key', KEYS.chat.accessKeyId],
    ['a short one within a number', '14930210 1493021'],
    ['a short one within a word', 'sgr-0a493021b'],
    ['another secret', TOKENS.webIdentity],
  ])('in %s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });
});

it('the secrets of a run are all different, and of the forms of AWS', () => {
  const secrets = listSecrets().map(([, one]) => one);
  expect(new Set(secrets).size).toBe(secrets.length);
  expect(secrets.length).toBeGreaterThan(35);
  for (const { accessKeyId, secretAccessKey } of Object.values(KEYS)) {
    expect(accessKeyId).toMatch(/^A[KS]IA[A-Z2-7]{16}$/);
    expect(secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
  }
});
