import { KEYS, MISPLACED_SECRETS } from '#test/support/canary/secrets.ts';

const { secret, token, jwt, sso } = MISPLACED_SECRETS;
const half = secret.slice(0, 20);
const rest = secret.slice(20);

/** Secrets as people paste them, by how: whole, broken on the way, wrapped in something. */
export const PASTED: Readonly<Record<string, string>> = {
  'a secret access key': secret,
  'a session token': token,
  'a web identity token': jwt,
  'a sign-in token': sso,
  'a secret that AWS knows': KEYS.chat.secretAccessKey,
  'a secret without its last characters': secret.slice(0, 36),
  'a secret without its first characters': secret.slice(4),
  'a secret broken by a line end': `${half}\n${rest}`,
  'a secret broken by a line end and blanks': `${half}\r\n    ${rest}`,
  'a secret with characters that nobody sees': `${half}\u200b${rest}\u2060`,
  'a secret with one of them after each character': [...secret].join('\u200c'),
  'a secret in a sentence': `my secret key is ${secret}, please`,
  'a secret in quotes': `"${secret}"`,
  'a secret in an assignment': `aws_secret_access_key=${secret}`,
  'a secret in an address': `https://user:${encodeURIComponent(secret)}@example.com/`,
  'a secret, escaped for an address': encodeURIComponent(secret),
  'a token broken into lines': token.replace(/(.{64})/g, '$1\n'),
  'a secret a thousand times': `${secret} `.repeat(1_000),
};

/** The same in something that is no text. */
export const WRAPPED: Readonly<Record<string, unknown>> = {
  'a secret in a list': [secret],
  'a secret in an object': { value: secret },
  'a secret for a name': { [secret]: true },
  'a secret, deep down': { a: [{ b: [[{ [token]: secret }]] }] },
};
