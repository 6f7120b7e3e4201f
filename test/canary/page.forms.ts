import { expect } from 'vitest';
import type { FormFields } from '#test/support/prompt-page/form-requests.ts';
import {
  KEYS,
  UNKNOWN_KEYS,
  MISPLACED_SECRETS,
  TOKENS,
  type CanaryKey,
} from '#test/support/canary/secrets.ts';
import type { CanaryPage } from '#test/support/canary/run-case.ts';
import { PASTED } from './misplaced.ts';

const { secret, token, jwt } = MISPLACED_SECRETS;

export const keys = ({ accessKeyId, secretAccessKey, sessionToken = '' }: CanaryKey): FormFields => [
  ['use', 'keys'],
  ['access_key_id', accessKeyId],
  ['secret_access_key', secretAccessKey],
  ['session_token', sessionToken],
  ['do', 'continue'],
];
export const USE: FormFields = [['do', 'use']];
export const DECLINE: FormFields = [['do', 'decline']];

export const giveAndUse = (key: CanaryKey) => async (page: CanaryPage) => {
  const confirm = await page.fill(await page.get(), keys(key));
  expect(confirm.text).toContain('Are these the right ones?');
  const thanks = await page.fill(confirm, USE);
  expect(thanks.text).toContain('Thank you');
  // A second click, and a look at what is no longer there.
  await page.fill(confirm, USE).catch(() => undefined);
};

export const REFUSED: Readonly<Record<string, FormFields>> = {
  'keys that AWS does not know': keys(UNKNOWN_KEYS.temporary),
  'keys that have expired': keys(KEYS.expired),
  'the secret of another key': keys({ ...KEYS.page, secretAccessKey: UNKNOWN_KEYS.longTerm.secretAccessKey }),
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

export async function everyField(page: CanaryPage): Promise<void> {
  const first = await page.get();
  for (const value of Object.values(PASTED).filter(({ length }) => length < 10_000)) {
    for (const field of FIELDS) await page.fill(first, [[field, value]]);
    // Where there are keys besides, one wrong field brings the others back.
    await page.fill(first, [...keys(UNKNOWN_KEYS.longTerm), ['region', value]]);
    await page.fill(first, [
      ['use', `profile:${value}`],
      [value, value],
      ['do', 'continue'],
    ]);
  }
}

/** A stranger's requests: nothing is done, and nothing said back. */
export async function strange(page: CanaryPage): Promise<void> {
  const link = page.address;
  const path = link.pathname;
  // Some of it is answered by nothing but the end of the connection.
  const ask = (...request: Parameters<CanaryPage['get']>) => page.get(...request).catch(() => undefined);
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

export const code = (digits: string): FormFields => [
  ['code', digits],
  ['do', 'continue'],
];

export async function codes(page: CanaryPage): Promise<void> {
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
