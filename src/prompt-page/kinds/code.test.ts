import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromptServer, VerifiedIdentity } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import {
  PROOF,
  createCodeQuestion,
  createCredentialsQuestion,
  submitForm,
  sendRequest,
} from '#test/support/prompt-page/form-requests.ts';

let server: PromptServer;
let codes: string[];
beforeEach(() => {
  server = createPromptServer();
  codes = [];
});
afterEach(() => server.close());

const ask = (
  call: string,
  open: (code: string) => Promise<VerifiedIdentity> = async () => PROOF,
  serial = 'GAHT1',
) => server.ask(call, createCodeQuestion({ serial, open: (code) => (codes.push(code), open(code)) }));
const enter = (code: string) =>
  [
    ['code', code],
    ['do', 'continue'],
  ] as const;

describe('a code', () => {
  it('opens the session, and says whose it is', async () => {
    const address = await ask('a');
    const page = await sendRequest(address);
    for (const shown of [
      'GAHT1',
      'a session of AWS profile dev',
      'inputmode="numeric"',
      'autocomplete="one-time-code"',
    ])
      expect(page.text).toContain(shown);
    const done = await submitForm(address, page, enter(' 123 456 '));
    for (const shown of [PROOF.account, PROOF.arn, 'go back to your chat'])
      expect(done.text).toContain(shown);
    expect(codes).toEqual(['123456']);
    expect(server.takeAnswer('a')).toEqual({ kind: 'opened' });
  });

  it.each(['', '12345', '1234567', '12345a', '１２３４５６'])(
    'has six digits, or AWS is not asked: "%s"',
    async (code) => {
      const address = await ask('a');
      const { text } = await submitForm(address, await sendRequest(address), enter(code));
      expect(text).toMatch(/id="code-[\w-]+-wrong">A code has six digits\.</);
      expect(codes).toEqual([]);
    },
  );

  it('that is wrong can be followed by a right one', async () => {
    const details = { guidance: ['Wait for the next code.'] };
    const wrong = new WhitelistError('invalid_credentials', 'AWS does not accept this code.', details);
    const address = await ask('a', (code) =>
      code === '111111' ? Promise.reject(wrong) : Promise.resolve(PROOF),
    );
    const again = await submitForm(address, await sendRequest(address), enter('111111'));
    expect(again.text).toContain('AWS does not accept this code.');
    expect(again.text).toContain('Wait for the next code.');
    expect(again.text).not.toContain('111111');
    expect(server.takeAnswer('a')).toBeNull();
    await submitForm(address, again, enter('222222'));
    expect(server.takeAnswer('a')).toEqual({ kind: 'opened' });
  });

  it('is asked for by each question of its own, and a mistake is shown at its own', async () => {
    const address = await ask('a', undefined, 'GAHT1');
    await ask('b', undefined, 'GAHT2');
    await server.ask('c', createCredentialsQuestion());
    const page = await sendRequest(address);
    expect(page.text.match(/<h1/g)).toHaveLength(1);
    const again = await submitForm(address, page, enter('1'), 2);
    const [, first = '', second = ''] = again.text.split(/GAHT\d/);
    expect([first.includes('-wrong'), second.includes('-wrong')]).toEqual([false, true]);
    const done = await submitForm(address, again, enter('123456'), 1);
    expect(done.text).toContain('2 more requests wait');
    expect(['a', 'b', 'c'].map((call) => server.takeAnswer(call)?.kind)).toEqual([
      'opened',
      undefined,
      undefined,
    ]);
  });

  it('can be declined', async () => {
    const address = await ask('a');
    const { text } = await submitForm(address, await sendRequest(address), [['do', 'decline']]);
    expect(text).toContain('<h1>Declined</h1>');
    expect(server.takeAnswer('a')).toEqual({ kind: 'declined' });
  });

  it('that is sent twice is used once', async () => {
    const wait = () => new Promise<VerifiedIdentity>((resolve) => setTimeout(() => resolve(PROOF), 50));
    const address = await ask('a', wait);
    const page = await sendRequest(address);
    const clicks = [submitForm(address, page, enter('123456')), submitForm(address, page, enter('123456'))];
    for (const { text } of await Promise.all(clicks)) expect(text).toContain('The code was right');
    expect(codes).toEqual(['123456']);
    expect((await submitForm(address, page, enter('123456'))).text).toContain('The code was right');
    expect(codes).toEqual(['123456']);
  });
});
