import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PromptServer, GivenAccess } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { createPromptServer } from './prompt-server.ts';
import {
  type PageResponse,
  type FormFields,
  PROOF,
  createCredentialsQuestion,
  hiddenFields,
  postForm,
  sendRequest,
} from '#test/support/prompt-page/form-requests.ts';

const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const TOKEN = 'FwoGZXIvYXdzEJr//////////wEaDEXAMPLETOKEN+/=';

/** Long enough that no part of them is a word. */
const PARTS = [SECRET, TOKEN].flatMap((secret) => [secret.slice(0, 12), secret.slice(-12)]);

let server: PromptServer;
let address: string;
const answers: PageResponse[] = [];
const verify = vi.fn<(given: GivenAccess) => Promise<typeof PROOF>>();
beforeEach(async () => {
  answers.length = 0;
  verify.mockReset().mockResolvedValue(PROOF);
  server = createPromptServer();
  address = await server.ask('a', createCredentialsQuestion({ verify }));
});
afterEach(() => server.close());

async function submit(page: PageResponse, fields: FormFields): Promise<PageResponse> {
  const sent = await postForm(address, [...hiddenFields(page.text), ...fields]);
  const shown =
    sent.status === 303 ? await sendRequest(new URL(sent.headers.location ?? '', address).href) : sent;
  answers.push(sent, shown);
  return shown;
}

const keys = (id: string, secret: string, token: string): FormFields => [
  ['use', 'keys'],
  ['access_key_id', id],
  ['secret_access_key', secret],
  ['session_token', token],
  ['do', 'continue'],
];

describe('a secret that was pasted', () => {
  const told = (): string => answers.map(({ headers, text }) => JSON.stringify(headers) + text).join('\n');
  const expectNone = (): void => {
    for (const part of PARTS) expect(told()).not.toContain(part);
  };

  it('comes back in no answer: neither when it is confirmed nor when it is given', async () => {
    const confirm = await submit(await sendRequest(address), keys(KEY_ID, SECRET, TOKEN));
    expect(confirm.text).toContain('Use these');
    await submit(confirm, [['do', 'use']]);
    expectNone();
    expect(answers).toHaveLength(4);
    expect(JSON.stringify(server.takeAnswer('a'))).toContain('[secret]');
  });

  it('comes back in no form, though the rest of it does', async () => {
    const again = await submit(await sendRequest(address), [
      ...keys(KEY_ID, SECRET, TOKEN),
      ['region', 'Nowhere 1'],
    ]);
    expect(again.text).toContain(`value="${KEY_ID}"`);
    expect(again.text).toContain('value="Nowhere 1"');
    expectNone();
  });

  it('comes back from no wrong field', async () => {
    const page = await sendRequest(address);
    await submit(page, keys(SECRET, KEY_ID, ''));
    await submit(page, keys(SECRET, SECRET, TOKEN));
    await submit(page, keys(TOKEN, '', ''));
    await submit(page, [...keys(KEY_ID, '', ''), ['region', SECRET]]);
    await submit(page, [...keys(KEY_ID, '', ''), ['region', TOKEN]]);
    await submit(page, [
      ['use', SECRET],
      ['kind', TOKEN],
    ]);
    await submit(page, [['code', SECRET]]);
    expectNone();
    expect(verify).not.toHaveBeenCalled();
  });

  it('comes back in no error, not even where somebody put it into one', async () => {
    const page = await sendRequest(address);
    const details = { guidance: [`Do not use ${TOKEN}.`] };
    verify.mockRejectedValueOnce(new WhitelistError('aws_error', `Bad signature of ${SECRET}`, details));
    expect((await submit(page, keys(KEY_ID, SECRET, TOKEN))).text).toContain('Bad signature of [masked]');
    verify.mockRejectedValueOnce(new Error(SECRET));
    await submit(page, keys(KEY_ID, SECRET, TOKEN));
    expectNone();
  });

  it('is written nowhere', async () => {
    const writes = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
    await submit(await submit(await sendRequest(address), keys(KEY_ID, SECRET, TOKEN)), [['do', 'use']]);
    for (const write of writes) {
      expect(write).not.toHaveBeenCalled();
      write.mockRestore();
    }
  });
});
