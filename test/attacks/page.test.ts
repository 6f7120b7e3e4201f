import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApprovalQuestion, PromptServer } from '#core/approval/questions.ts';
import { createCallPrompts } from '#context/call-prompts.ts';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import { createCredentialsQuestion, sendRequest } from '#test/support/prompt-page/form-requests.ts';

const approval = (plan: string): ApprovalQuestion => ({
  kind: 'approval',
  call: { tool: 'whitelist_add', arguments: [] },
  reasons: ['Every change is to be confirmed.'],
  plan,
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  groups: [],
});

function openPage(): PromptServer {
  const server = createPromptServer();
  onTestFinished(() => server.close());
  return server;
}

/** Connections of some other user of the machine, each opened again soon after it was closed. */
async function crowd(port: number, count: number, bytes: string): Promise<void> {
  let isOver = false;
  const sockets = new Set<Socket>();
  let begun = 0;
  const begins: (() => void)[] = [];
  const open = () => {
    if (isOver) return;
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      begun += 1;
      if (begun >= count) begins.splice(0).forEach((go) => go());
    });
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      setTimeout(open, 20);
    });
  };
  for (let i = 0; i < count; i++) open();
  onTestFinished(() => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => begins.push(resolve));
}

describe('[page.crowded] a page whose port others hold', () => {
  const SLOW_FORM =
    'POST /x HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\nkind=';
  it.each([
    ['that say nothing', 70, ''],
    ['that say nothing, more of them than are kept', 300, ''],
    ['that begin a request', 70, 'GET / HTTP/1.1\r\nHost: HOST\r\nX-A: '],
    ['that begin a form without the address', 70, SLOW_FORM],
  ])('opens all the same: connections %s', async (_, count, bytes) => {
    const address = await openPage().ask('a', createCredentialsQuestion());
    const { host, port } = new URL(address);
    await crowd(Number(port), count, bytes.replaceAll('HOST', host));
    for (let i = 0; i < 10; i++) expect((await sendRequest(address)).status).toBe(200);
  });

  it('does not even wait for a form without the address', async () => {
    const address = await openPage().ask('a', createCredentialsQuestion());
    const { host, port } = new URL(address);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(SLOW_FORM.replaceAll('HOST', host)),
      );
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('a page that is asked for more than a person can look through', () => {
  it('has room for the next approval, and loses nobody else’s question', async () => {
    const page = openPage();
    await page.ask('keys', createCredentialsQuestion());
    for (let i = 0; i < 210; i++) await page.ask(`call ${i}`, approval(`plan ${i}`));
    expect(await page.ask('mine', approval('mine'))).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const { text } = await sendRequest(await page.ask('mine', approval('mine')));
    expect(text).toContain('access_key_id');
  });

  it('keeps those that a call waits for', async () => {
    const page = openPage();
    await page.ask('first', approval('first'));
    const stop = new AbortController();
    const waits = page.waitForAnswer('first', 60_000, stop.signal);
    for (let i = 0; i < 210; i++) await page.ask(`call ${i}`, approval(`plan ${i}`));
    let isOver = false;
    const ended = waits.then(() => (isOver = true));
    await sendRequest(await page.ask('mine', approval('mine')));
    expect(isOver).toBe(false);
    stop.abort();
    await ended;
  });

  it('says why it has no room, and what to do', async () => {
    const page = openPage();
    for (let i = 0; i < 200; i++) await page.ask(`call ${i}`, createCredentialsQuestion());
    const prompts = createCallPrompts(
      () => Promise.resolve(page),
      () => new Date(),
    );
    const { kind, ...rest } = approval('mine');
    const error = new NeedsPersonError('consent_required', 'x', { kind, token: 't', ...rest });
    const refuse = () => Promise.reject(error);
    const asked = prompts
      .forCall({ tool: 'whitelist_add', args: {} })
      .ask(
        error,
        { verify: refuse, open: refuse },
        { signal: new AbortController().signal, elicitor: null, limit: 0, base: null },
      );
    const thrown = await asked.catch((failure: unknown) => failure);
    if (!(thrown instanceof NeedsPersonError)) throw new Error('expected a refusal');
    const { guidance, link } = thrown.report();
    expect(link).toBeUndefined();
    expect(guidance.join(' ')).toMatch(
      /200 requests wait .* answer or to decline some of them .* repeat this very call/,
    );
  });
});
