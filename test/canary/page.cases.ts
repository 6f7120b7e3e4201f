import { expect } from 'vitest';
import type { Fields } from '../../src/asking/test-kit.ts';
import { keySection } from '../support/sources-files.ts';
import { KEYS, STRANGERS, STRAY, TOKENS, type CanaryKey } from '../support/canary-secrets.ts';
import type { Case, Page, Stage } from '../support/canary-stage.ts';
import type { Machine } from '../support/canary-station.ts';
import type { Talk } from '../support/canary-talk.ts';
import { startService } from '../support/canary-wire.ts';
import { GOOD } from './drives.ts';
import { PASTED } from './misplaced.ts';

const { secret, token, jwt } = STRAY;
const ADD = { ...GOOD['whitelist_add'] };
const LIST = GOOD['whitelist_list'] ?? {};

const keys = ({ accessKeyId, secretAccessKey, sessionToken = '' }: CanaryKey): Fields => [
  ['use', 'keys'],
  ['access_key_id', accessKeyId],
  ['secret_access_key', secretAccessKey],
  ['session_token', sessionToken],
  ['do', 'continue'],
];
const USE: Fields = [['do', 'use']];
const DECLINE: Fields = [['do', 'decline']];

interface Asked {
  readonly talk: Talk;
  readonly page: Page;
  /** The call that asked, made again. */
  readonly again: () => Promise<string>;
}

/** A server that wants something of a person, and the page for it. */
async function asked(
  { serve, page }: Stage,
  args: object = ADD,
  tool = 'whitelist_add',
  ...flags: string[]
): Promise<Asked> {
  const talk = serve('-v', ...flags);
  await talk.begin();
  const { link = '' } = await talk.call('the first time', tool, args);
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:/);
  return { talk, page: page(link), again: async () => (await talk.call('once more', tool, args)).outcome };
}

async function ended(talk: Talk): Promise<void> {
  expect((await talk.end()).code).toBe(0);
}

/** What a person does with the page, and how the call ends that is made again. */
const flow = (
  name: string,
  does: (page: Page) => Promise<unknown>,
  outcome: string,
  more: Pick<Case, 'machine' | 'aws'> & { readonly args?: object; readonly flags?: readonly string[] } = {},
): Case => ({
  name: `page: ${name}`,
  ...(more.machine && { machine: more.machine }),
  ...(more.aws && { aws: more.aws }),
  async drive(stage) {
    const { talk, page, again } = await asked(stage, more.args, 'whitelist_add', ...(more.flags ?? []));
    await does(page);
    expect(await again()).toBe(outcome);
    await ended(talk);
  },
});

const giveAndUse = (key: CanaryKey) => async (page: Page) => {
  const confirm = await page.fill(await page.get(), keys(key));
  expect(confirm.text).toContain('Are these the right ones?');
  const thanks = await page.fill(confirm, USE);
  expect(thanks.text).toContain('Thank you');
  // A second click, and a look at what is no longer there.
  await page.fill(confirm, USE).catch(() => undefined);
};

const REFUSED: Readonly<Record<string, Fields>> = {
  'keys that AWS does not know': keys(STRANGERS.temporary),
  'keys that have expired': keys(KEYS.expired),
  'the secret of another key': keys({ ...KEYS.page, secretAccessKey: STRANGERS.longTerm.secretAccessKey }),
  'the token of another session': keys({ ...KEYS.pageTemporary, sessionToken: token }),
  'id and secret swapped': keys({
    accessKeyId: KEYS.page.secretAccessKey,
    secretAccessKey: KEYS.page.accessKeyId,
  }),
  'secret and token swapped': keys({
    ...KEYS.pageTemporary,
    secretAccessKey: KEYS.pageTemporary.sessionToken,
    sessionToken: KEYS.pageTemporary.secretAccessKey,
  }),
  'a broken secret': keys({
    ...KEYS.page,
    secretAccessKey: KEYS.page.secretAccessKey.replace(/(.{20})/, '$1\r\n'),
  }),
  'a cut secret': keys({ ...KEYS.page, secretAccessKey: KEYS.page.secretAccessKey.slice(0, 30) }),
  'a token with characters that nobody sees': keys({
    ...KEYS.pageTemporary,
    sessionToken: KEYS.pageTemporary.sessionToken.replace(/(.{40})/, '$1\u200b'),
  }),
  'the secret twice': keys({ ...KEYS.page, accessKeyId: KEYS.page.secretAccessKey }),
  'the token for a region': [...keys(KEYS.pageTemporary), ['region', KEYS.pageTemporary.sessionToken]],
};

const FIELDS = [
  'access_key_id',
  'secret_access_key',
  'session_token',
  'region',
  'use',
  'code',
  'kind',
  'id',
  'step',
  'do',
];

async function everyField(page: Page): Promise<void> {
  const first = await page.get();
  for (const value of Object.values(PASTED).filter(({ length }) => length < 10_000)) {
    for (const field of FIELDS) await page.fill(first, [[field, value]]);
    // Where there are keys besides, one wrong field brings the others back.
    await page.fill(first, [...keys(STRANGERS.longTerm), ['region', value]]);
    await page.fill(first, [
      ['use', `profile:${value}`],
      [value, value],
      ['do', 'continue'],
    ]);
  }
}

/** A stranger's requests: nothing is done, and nothing said back. */
async function strange(page: Page): Promise<void> {
  const link = page.address;
  const path = link.pathname;
  // Some of it is answered by nothing but the end of the connection.
  const ask = (...request: Parameters<Page['get']>) => page.get(...request).catch(() => undefined);
  const query = `?key=${encodeURIComponent(secret)}&token=${encodeURIComponent(token)}`;
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    for (const target of [
      path + query,
      `/${encodeURIComponent(secret)}`,
      `${path}/${encodeURIComponent(secret)}`,
    ]) {
      const headers = {
        cookie: `k=${secret}`,
        referer: `https://x/${query}`,
        'user-agent': token,
        authorization: `Bearer ${jwt}`,
      };
      await ask(target, {
        method,
        headers,
        ...(method === 'GET' || method === 'HEAD' ? {} : { body: secret }),
      });
    }
  }
  const own = { origin: link.origin };
  const type = 'application/x-www-form-urlencoded';
  const bodies: readonly (readonly [type: string, body: string])[] = [
    ['application/json', JSON.stringify({ secret_access_key: secret })],
    [
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n${secret}\r\n--x--`,
    ],
    [type, `${secret}&${token}=${jwt}`],
    [type, `kind=${secret}`],
    [type, `%zz=${secret}&%=${token}`],
    [type, `a=${secret.repeat(2_000)}`],
    [`text/${jwt.slice(0, 40)}`, secret],
  ];
  for (const [contentType, body] of bodies) {
    await ask(path, { method: 'POST', headers: { ...own, 'content-type': contentType }, body });
    await ask(path, {
      method: 'POST',
      headers: { origin: `https://${jwt.slice(0, 30)}.example`, 'content-type': type },
      body,
    });
    await ask(`/${secret}`, { method: 'POST', headers: { ...own, 'content-type': type }, body });
  }
  await ask(path, { headers: { host: `${secret.slice(0, 12)}.example`, expect: secret } });
  await page.raw(`${secret} ${token}\r\n\r\n`);
  await page.raw(`GET /${secret} HTTP/1.1\r\nhost: ${link.host}\r\nbad header ${token}\r\n\r\n`);
  await page.raw(`POST ${path} HTTP/1.1\r\nhost: ${link.host}\r\ncontent-length: 99\r\n\r\n${secret}`);
}

const named = (name: string, key: CanaryKey) => keySection(name, { name, arn: '', ...key });
const profiles: Machine = {
  env: { AWS_REGION: undefined },
  home: { '.aws/credentials': named('work', KEYS.file) + named(secret, KEYS.reader) },
};
const withCode: Machine = {
  home: {
    '.aws/credentials': named('kim', KEYS.kim),
    'config.json': JSON.stringify({
      credential_profiles: [
        { name: 'default', aws_profile_name: 'kim', mfa_serial: 'arn:aws:iam::123456789012:mfa/kim' },
      ],
    }),
  },
};
const CONFIG = ['-c', '{home}/config.json'] as const;
const code = (digits: string): Fields => [
  ['code', digits],
  ['do', 'continue'],
];

async function codes(page: Page): Promise<void> {
  const first = await page.get();
  expect(first.text).toContain('Enter a one-time code');
  for (const wrong of [
    TOKENS.wrongCode,
    secret,
    token,
    `${TOKENS.mfaCode}${TOKENS.wrongCode}`,
    `x${TOKENS.mfaCode}`,
  ])
    expect((await page.fill(first, code(wrong))).text).toContain('Not accepted');
  expect((await page.fill(first, code(TOKENS.mfaCode.replace(/(...)/, '$1 ')))).text).toContain(
    'The code was right',
  );
}

const XML = { 'content-type': 'text/xml' };
const WHO = '<Arn>arn:aws:iam::123456789012:user/kim</Arn><UserId>A</UserId><Account>123456789012</Account>';
const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult>${WHO}</GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** Knows who has no token, and says back everything else that it is told. */
const echoing = () =>
  startService(({ headers, body }) => {
    const params = new URLSearchParams(body);
    const hasToken = headers.some(([name]) => name.toLowerCase() === 'x-amz-security-token');
    if (params.get('Action') === 'GetCallerIdentity' && !hasToken)
      return { status: 200, headers: XML, body: IDENTITY };
    const told = `Value '${params.get('TokenCode') ?? ''}' at 'tokenCode': ${headers.join(' ').replace(/[<&]/g, ' ')}`;
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>${told}</Message></Error>`;
    return {
      status: 400,
      headers: XML,
      body: `<ErrorResponse>${error}<RequestId>req</RequestId></ErrorResponse>`,
    };
  });

export const PAGES: readonly Case[] = [
  flow('long-lived keys, confirmed', giveAndUse(KEYS.page), 'ok'),
  flow('temporary keys, confirmed', giveAndUse(KEYS.pageTemporary), 'ok'),
  flow(
    'declined',
    async (page) => page.fill(await page.get(), [...keys(KEYS.page).slice(0, -1), ...DECLINE]),
    'declined',
  ),
  flow(
    'declined once it is told whose they are',
    async (page) => page.fill(await page.fill(await page.get(), keys(KEYS.pageTemporary)), DECLINE),
    'declined',
  ),
  flow(
    'gone back',
    async (page) => page.fill(await page.fill(await page.get(), keys(KEYS.page)), [['do', 'back']]),
    'credentials_required',
  ),
  flow(
    'keys that are not accepted',
    async (page) => {
      for (const [what, fields] of Object.entries(REFUSED))
        expect((await page.fill(await page.get(), fields)).text, what).toContain('Not accepted');
    },
    'credentials_required',
  ),
  flow('secrets in every field', everyField, 'credentials_required'),
  flow(
    'keys, and AWS says back what it is told',
    async (page) => page.fill(await page.get(), keys(KEYS.pageTemporary)),
    'credentials_required',
    { aws: echoing },
  ),
  flow(
    'a profile, and a secret for a region',
    async (page) => {
      const first = await page.get();
      await page.fill(first, [
        ['use', 'profile:work'],
        ['region', token],
        ['do', 'continue'],
      ]);
      await page.fill(first, [
        ['use', `profile:${secret}`],
        ['region', 'us-east-1'],
        ['do', 'continue'],
      ]);
      const confirm = await page.fill(first, [
        ['use', 'profile:work'],
        ['region', 'us-east-1'],
        ['do', 'continue'],
      ]);
      expect((await page.fill(confirm, USE)).text).toContain('Thank you');
    },
    'ok',
    { machine: profiles },
  ),
  flow('one-time codes', codes, 'ok', { machine: withCode, flags: CONFIG }),
  flow(
    'a one-time code, and AWS says back what it is told',
    async (page) =>
      expect((await page.fill(await page.get(), code(TOKENS.mfaCode))).text).toContain('Not accepted'),
    'mfa_required',
    { machine: withCode, flags: CONFIG, aws: echoing },
  ),
  flow('what strangers send it', strange, 'credentials_required'),
  {
    name: 'page: calls with secrets in them, told on it',
    async drive({ serve, page }) {
      const talk = serve('-v');
      await talk.begin();
      for (const [what, value] of Object.entries(PASTED)) {
        const { link } = await talk.call(what, 'whitelist_list', { ...LIST, profile: value });
        expect(link).toBeDefined();
        await page(link ?? '').get();
      }
      await ended(talk);
    },
  },
  {
    name: 'page: a client that opens addresses, and declines',
    async drive({ serve, page }) {
      const talk = serve('-v');
      await talk.begin({ elicitation: { url: {} } });
      const call = talk.call('asked', 'whitelist_add', { ...ADD, profile: secret });
      await talk.until('the question', () =>
        talk.heard().some(({ method }) => method === 'elicitation/create'),
      );
      const { id, params } = talk.heard().find(({ method }) => method === 'elicitation/create') ?? {};
      await page(String(params?.['url'])).get();
      talk.say(
        `${JSON.stringify({ jsonrpc: '2.0', id, result: { action: 'decline', content: { [secret]: token } } })}\n`,
      );
      expect((await call).outcome).toBe('declined');
      await ended(talk);
    },
  },
  ...(['SIGTERM', 'SIGKILL', null] as const).map((signal): Case => ({
    name: `page: open with keys on it, and the server ends by ${signal ?? 'the end of its input'}`,
    async drive(stage) {
      const { talk, page } = await asked(stage);
      const confirm = await page.fill(await page.get(), keys(KEYS.pageTemporary));
      if (signal) talk.child.kill(signal);
      else talk.child.stdin.end();
      await talk.ended;
      await page.fill(confirm, USE).catch(() => undefined);
    },
  })),
];
