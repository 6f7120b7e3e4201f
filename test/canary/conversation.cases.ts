import { expect } from 'vitest';
import { KEYS, UNKNOWN_KEYS, MISPLACED_SECRETS } from '#test/support/canary/secrets.ts';
import { roundsOf } from '#test/support/harness/test-size.ts';
import type { CanaryCase } from '#test/support/canary/run-case.ts';
import type { MachineOptions } from '#test/support/canary/isolated-machine.ts';
import type { RpcSession } from '#test/support/canary/rpc-session.ts';
import { GOOD } from './drives.ts';
import { PASTED, WRAPPED } from './misplaced.ts';
import { argument, env } from './keys.ts';

const { chat, chatTemporary, expired } = KEYS;
const stranger = UNKNOWN_KEYS.temporary;
const broken = (secret: string) => `${secret.slice(0, 19)}\n${secret.slice(19)}`;
const unseen = (secret: string) => `${secret.slice(0, 19)}\u200b${secret.slice(19)}`;

/** Credentials in the call, and how it ends with them. */
const INLINE: Readonly<Record<string, readonly [credentials: unknown, outcome: RegExp]>> = {
  'long-lived keys': [argument(chat), /^ok$/],
  'temporary keys': [argument(chatTemporary), /^ok$/],
  'temporary keys with a region': [{ ...argument(chatTemporary), region: 'us-east-1' }, /^ok$/],
  'keys with blanks around them': [
    { ...argument(chat), secret_access_key: ` ${chat.secretAccessKey}\n` },
    /^ok$/,
  ],
  'expired keys': [argument(expired), /^invalid_credentials$/],
  'keys that AWS does not know': [argument(stranger), /^invalid_credentials$/],
  'the secret of another key': [
    { ...argument(chat), secret_access_key: UNKNOWN_KEYS.longTerm.secretAccessKey },
    /^invalid_credentials$/,
  ],
  'the token of another session': [
    { ...argument(chatTemporary), session_token: stranger.sessionToken },
    /^invalid_credentials$/,
  ],
  'temporary keys without their token': [
    { ...argument(chatTemporary), session_token: undefined },
    /^invalid_credentials$/,
  ],
  'long-lived keys with a token': [
    { ...argument(chat), session_token: stranger.sessionToken },
    /^invalid_credentials$/,
  ],
  'id and secret swapped': [
    { access_key_id: chat.secretAccessKey, secret_access_key: chat.accessKeyId },
    /^invalid_credentials$/,
  ],
  'token and secret swapped': [
    {
      ...argument(chatTemporary),
      secret_access_key: chatTemporary.sessionToken,
      session_token: chatTemporary.secretAccessKey,
    },
    /^invalid_credentials$/,
  ],
  'the token for an id': [
    { access_key_id: chatTemporary.sessionToken, secret_access_key: chatTemporary.secretAccessKey },
    /^invalid_credentials$/,
  ],
  'a broken secret for an id': [
    { access_key_id: broken(chat.secretAccessKey), secret_access_key: chat.secretAccessKey },
    /^invalid_credentials$/,
  ],
  'a cut secret for an id': [
    { access_key_id: chat.secretAccessKey.slice(0, 37), secret_access_key: chat.secretAccessKey },
    /^invalid_credentials$/,
  ],
  'a cut secret': [
    { ...argument(chat), secret_access_key: chat.secretAccessKey.slice(0, 33) },
    /^invalid_credentials$/,
  ],
  'a secret with a line end in it': [
    { ...argument(chat), secret_access_key: broken(chat.secretAccessKey) },
    /^invalid_credentials$/,
  ],
  'a secret with a character that nobody sees': [
    { ...argument(chat), secret_access_key: unseen(chat.secretAccessKey) },
    /^invalid_credentials$/,
  ],
  'a token with a line end in it': [
    { ...argument(chatTemporary), session_token: broken(chatTemporary.sessionToken) },
    /./,
  ],
  'a token with a character that nobody sees': [
    { ...argument(chatTemporary), session_token: unseen(chatTemporary.sessionToken) },
    /./,
  ],
  'no id': [{ secret_access_key: chat.secretAccessKey }, /^credentials_required$/],
  'no secret': [
    { access_key_id: chat.accessKeyId, session_token: stranger.sessionToken },
    /^credentials_required$/,
  ],
  'a secret for a region': [{ ...argument(chat), region: chat.secretAccessKey }, /^invalid_input$/],
  // Some hosts send objects as text.
  text: [JSON.stringify(argument(chat)), /^ok$/],
  'a list': [[argument(chat)], /^invalid_input$/],
  'objects for text': [
    { access_key_id: { a: chat.secretAccessKey }, secret_access_key: [chat.secretAccessKey] },
    /^invalid_input$/,
  ],
  'names that nobody knows': [{ ...argument(chat), [stranger.sessionToken]: chat.secretAccessKey }, /^ok$/],
  "AWS's own names": [
    {
      AccessKeyId: chat.accessKeyId,
      SecretAccessKey: chat.secretAccessKey,
      SessionToken: stranger.sessionToken,
    },
    /^credentials_required$/,
  ],
};

/** A server's conversation about one matter. */
const talked = (
  name: string,
  machine: MachineOptions,
  drive: (talk: RpcSession) => Promise<void>,
  ...args: string[]
): CanaryCase => ({
  name,
  machine,
  async drive({ serve }) {
    const talk = serve(...args);
    await talk.begin();
    await drive(talk);
    expect((await talk.end()).code).toBe(0);
  },
});

/** Every argument of every tool, as the server announces them. */
async function argumentsOf(talk: RpcSession): Promise<{ tool: string; path: readonly string[] }[]> {
  const { result } = await talk.request('tools/list', 'tools/list');
  const tools = result?.['tools'] as readonly Announced[];
  return tools.flatMap(({ name, inputSchema }) => pathsOf(inputSchema).map((path) => ({ tool: name, path })));
}
interface Announced {
  readonly name: string;
  readonly inputSchema: Schema;
}
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}
const pathsOf = ({ properties = {} }: Schema): string[][] =>
  Object.entries(properties).flatMap(([name, inner]) => [
    [name],
    ...pathsOf(inner).map((rest) => [name, ...rest]),
  ]);

function placed(path: readonly string[], value: unknown, tool: string): unknown {
  const [first = '', second] = path;
  const good = GOOD[tool] ?? {};
  if (second === undefined) return { ...good, [first]: value };
  return { ...good, [first]: { ...argument(chat), [second]: value } };
}

/** In a field of their own, secrets are only wrong. */
const OWN = ['credentials', 'credentials.secret_access_key', 'credentials.session_token'];

async function everywhere(talk: RpcSession, values: Readonly<Record<string, unknown>>): Promise<void> {
  const all = await argumentsOf(talk);
  expect(all.length).toBeGreaterThan(40);
  const step = Math.floor(all.length / roundsOf({ full: all.length, short: Math.ceil(all.length / 4) }));
  const places = all.filter((_, i) => i % step === 0);
  for (const { tool, path } of places) {
    const field = path.join('.');
    const calls = Object.entries(values).map(async ([what, value]) => {
      const { outcome } = await talk.call(`${tool}, ${field}: ${what}`, tool, placed(path, value, tool));
      // Where a tool takes no notice of an argument, it is as good as not there.
      if (!OWN.includes(field)) expect(outcome, `${tool}, ${field}: ${what}`).not.toMatch(/^internal_error$/);
    });
    await Promise.all(calls);
  }
}

export const CALLS: readonly CanaryCase[] = [
  ...['whitelist_add', 'whitelist_whoami'].map((tool) =>
    talked(
      `${tool}: credentials in the call`,
      {},
      async (talk) => {
        for (const [what, [credentials, outcome]] of Object.entries(INLINE)) {
          const told = await talk.call(what, tool, { ...GOOD[tool], credentials });
          expect(told.outcome, what).toMatch(outcome);
        }
      },
      '-v',
      ...(tool === 'whitelist_add' ? [] : ['--log-format', 'json']),
    ),
  ),
  talked('every argument of every tool: secrets', { env }, (talk) => everywhere(talk, PASTED), '-v'),
  talked(
    'every argument of every tool: secrets in lists and objects',
    { env },
    (talk) => everywhere(talk, WRAPPED),
    '-v',
  ),
  talked(
    'every tool: arguments that nobody knows',
    {},
    async (talk) => {
      for (const [tool, good] of Object.entries(GOOD)) {
        for (const [what, name] of Object.entries(PASTED)) {
          const told = await talk.call(`${tool}: ${what}`, tool, { ...good, [name]: name });
          expect(told.outcome, what).toBe('invalid_input');
        }
        await talk.call(`${tool}: instead of arguments`, tool, MISPLACED_SECRETS.secret);
        await talk.call(`${tool}: a list of arguments`, tool, [MISPLACED_SECRETS.secret]);
      }
    },
    '-v',
  ),
  talked(
    'a profile that is a secret, beside credentials that are right',
    {},
    async (talk) => {
      for (const [i, [what, value]] of Object.entries(PASTED).entries()) {
        const more = { credentials: argument(chatTemporary), profile: value };
        for (const tool of ['whitelist_add', 'whitelist_remove'])
          expect(
            (await talk.call(`${tool}: ${what}`, tool, { ...GOOD[tool], port: 20_000 + i, ...more })).outcome,
          ).toBe('ok');
        for (const tool of ['whitelist_list', 'whitelist_whoami'])
          expect((await talk.call(`${tool}: ${what}`, tool, { ...GOOD[tool], ...more })).outcome).toBe('ok');
      }
    },
    '-v',
  ),
];
