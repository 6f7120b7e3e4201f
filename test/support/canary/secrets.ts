import { createHash } from 'node:crypto';

/** All secrets of a run come of it. Another one: AWSWHITELIST_CANARY_SEED, whatever text. */
export const SEED = process.env['AWSWHITELIST_CANARY_SEED'] || 'canary';

export interface CanaryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = `${UPPER}${UPPER.toLowerCase()}`;
const ALPHABETS = {
  base32: `${UPPER}234567`,
  base64: `${LETTERS}0123456789+/`,
  base64url: `${LETTERS}0123456789-_`,
  word: `${LETTERS}0123456789`,
  digit: '0123456789',
} as const;

/** The same for the same seed and label, so that one more secret leaves the others as they are. */
function text(alphabet: keyof typeof ALPHABETS, label: string, length: number): string {
  const letters = ALPHABETS[alphabet];
  const characters: string[] = [];
  for (let block = 0; characters.length < length; block += 1) {
    const bytes = createHash('sha512')
      .update(JSON.stringify([SEED, label, block]))
      .digest();
    for (let i = 0; i + 4 <= bytes.length; i += 4)
      characters.push(letters.charAt(bytes.readUInt32BE(i) % letters.length));
  }
  return characters.slice(0, length).join('');
}

/** Forty characters, one of them none of a word's: such a secret has to be escaped here and there. */
const secretOf = (label: string) => {
  const made = text('base64', `${label}/secret`, 40);
  return `${made.slice(0, 17)}/${made.slice(18, 29)}+${made.slice(30)}`;
};

const longTerm = (name: string): CanaryKey => ({
  accessKeyId: `AKIA${text('base32', `${name}/id`, 16)}`,
  secretAccessKey: secretOf(name),
});
const temporary = (name: string): CanaryKey & { readonly sessionToken: string } => ({
  accessKeyId: `ASIA${text('base32', `${name}/id`, 16)}`,
  secretAccessKey: secretOf(name),
  sessionToken: `IQoJ${text('base64', `${name}/token`, 340)}==`,
});
/** Every part begins as JSON does in base64, and nothing else in it stands anywhere by itself. */
const jwt = (name: string) =>
  [60, 220, 342].map((length, i) => `eyJ${text('base64url', `${name}/${i}`, length)}`).join('.');
/** Six digits that look like neither a date nor a round number. */
const code = (name: string) => `7${text('digit', name, 4).replaceAll('0', '3')}9`;

/** Keys that AWS knows, each for one way in which they are given. */
export const KEYS = {
  chat: longTerm('chat'),
  chatTemporary: temporary('chat-temporary'),
  expired: temporary('expired'),
  page: longTerm('page'),
  pageTemporary: temporary('page-temporary'),
  environment: temporary('environment'),
  file: longTerm('file'),
  reader: longTerm('reader'),
  nobody: longTerm('nobody'),
  process: temporary('process'),
  container: temporary('container'),
  metadata: temporary('metadata'),
  sso: temporary('sso'),
  login: temporary('login'),
  jo: longTerm('jo'),
  kim: longTerm('kim'),
} as const;

/** Keys that AWS does not know. */
export const UNKNOWN_KEYS = { longTerm: longTerm('stranger'), temporary: temporary('stranger-temporary') };

/** What opens the door to something else. */
export const TOKENS = {
  webIdentity: jwt('web-identity'),
  strangeWebIdentity: jwt('strange-web-identity'),
  ssoAccess: `aoa${text('base64url', 'sso-access', 500)}`,
  ssoRefresh: `aor${text('base64url', 'sso-refresh', 500)}`,
  ssoClient: text('base64url', 'sso-client', 300),
  loginRefresh: text('base64url', 'login-refresh', 300),
  loginIdentity: jwt('login-identity'),
  container: `Bearer ${text('word', 'container', 60)}`,
  metadata: `${text('base64', 'metadata', 54)}==`,
  proxyPassword: `${text('word', 'proxy', 12)}@:${text('word', 'proxy-end', 12)}/`,
  endpointPassword: text('word', 'endpoint', 24),
  externalId: text('word', 'external-id', 24),
  mfaCode: code('mfa'),
  wrongCode: code('mfa-wrong'),
} as const;

/** What stands where it does not belong: in the wrong field, file or variable. AWS knows none of it. */
export const MISPLACED_SECRETS = {
  secret: secretOf('stray'),
  token: temporary('stray').sessionToken,
  jwt: jwt('stray'),
  sso: `aoa${text('base64url', 'stray-sso', 500)}`,
} as const;

/** Everything that has to be found nowhere, by what it is called. */
export function listSecrets(): [name: string, secret: string][] {
  const keys = Object.entries({
    ...KEYS,
    stranger: UNKNOWN_KEYS.longTerm,
    strangerTemporary: UNKNOWN_KEYS.temporary,
  });
  return [
    ...keys.flatMap(([name, key]: [string, CanaryKey]): [string, string][] => [
      [`secret access key "${name}"`, key.secretAccessKey],
      ...(key.sessionToken === undefined
        ? []
        : ([[`session token "${name}"`, key.sessionToken]] as [string, string][])),
    ]),
    ...Object.entries(TOKENS).map(([name, value]): [string, string] => [`token "${name}"`, value]),
    ...Object.entries(MISPLACED_SECRETS).map(([name, value]): [string, string] => [`stray ${name}`, value]),
  ];
}
