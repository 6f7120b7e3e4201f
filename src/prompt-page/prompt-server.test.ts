import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, PromptServer } from '#core/approval/questions.ts';
import { createPromptServer, type PromptServerOptions } from './prompt-server.ts';
import { MAX_WAITING } from './question-store.ts';
import {
  createCodeQuestion,
  createCredentialsQuestion,
  submitForm,
  PROOF,
  sendRequest,
} from '#test/support/prompt-page/form-requests.ts';

const servers: PromptServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function startServer(options: PromptServerOptions = {}): PromptServer {
  const server = createPromptServer(options);
  servers.push(server);
  return server;
}

const never = new AbortController().signal;
const refused = (address: string) => expect(sendRequest(address)).rejects.toThrow('ECONNREFUSED');
const decline = async (address: string) =>
  submitForm(address, await sendRequest(address), [['do', 'decline']]);

describe('a prompt server', () => {
  it('has one page for all that wait', async () => {
    const server = startServer();
    const asked = [server.ask('a', createCredentialsQuestion()), server.ask('b', createCodeQuestion())];
    const [first = '', second = ''] = await Promise.all(asked);
    expect(second).toBe(first);
    expect(await server.ask('c', createCredentialsQuestion())).toBe(first);
    expect((await sendRequest(first)).text.match(/whitelist_add/g)).toHaveLength(3);
  });

  it('takes no more calls than a person can look through', async () => {
    const server = startServer();
    for (let i = 0; i < MAX_WAITING; i++) await server.ask(`call ${i}`, createCredentialsQuestion());
    await expect(server.ask('one more', createCodeQuestion())).rejects.toMatchObject({
      code: 'rate_limited',
    });
  });

  it('says what became of a link after the last answer, and has another one for the next question', async () => {
    const server = startServer();
    const address = await server.ask('a', createCredentialsQuestion());
    const answered = server.waitForAnswer('a', 5_000, never);
    expect((await decline(address)).text).toContain('Nothing was given');
    expect(await answered).toBe(true);
    expect((await sendRequest(address)).text).toContain('<h1>Declined</h1>');
    const next = await server.ask('b', createCredentialsQuestion());
    expect(new URL(next).pathname).not.toBe(new URL(address).pathname);
    expect((await sendRequest(address)).text).toContain('<h1>Declined</h1>');
    expect((await sendRequest(address)).text).not.toContain('whitelist_add');
    expect(server.takeAnswer('a')).toEqual({ kind: 'declined' });
    expect(server.takeAnswer('a')).toBeNull();
    expect((await sendRequest(next)).status).toBe(200);
  });

  it('[page.ran-out] says of a link that ran out what happened, and what to do', async () => {
    const server = startServer({ lifetime: 2_000 });
    const address = await server.ask('a', createCredentialsQuestion());
    await sleep(1_500);
    await server.ask('b', createCredentialsQuestion());
    expect(await server.waitForAnswer('a', 5_000, never)).toBe(false);
    expect((await sendRequest(address)).text.match(/whitelist_add/g)).toHaveLength(1);
    expect(await server.waitForAnswer('b', 5_000, never)).toBe(false);
    const { status, text } = await sendRequest(address);
    expect(status).toBe(200);
    expect(text).toContain('<h1>This link ran out</h1>');
    expect(text).toContain('Repeat the request in your chat');
    expect(server.takeAnswer('a')).toBeNull();
  });

  it('knows by the clock that a question is over, though the machine slept', async () => {
    let time = Date.now();
    const server = startServer({ now: () => new Date(time) });
    const address = await server.ask('a', createCredentialsQuestion());
    const page = await sendRequest(address);
    time += 900_000;
    expect((await submitForm(address, page, [['do', 'decline']])).text).toContain('This link ran out');
    expect(server.takeAnswer('a')).toBeNull();
  });

  it('holds an answer for five minutes, not longer', async () => {
    let time = Date.now();
    const server = startServer({ now: () => new Date(time) });
    await decline(await server.ask('a', createCredentialsQuestion()));
    await decline(await server.ask('b', createCredentialsQuestion()));
    time += 299_999;
    expect(server.takeAnswer('a')).toEqual({ kind: 'declined' });
    time += 1;
    expect(server.takeAnswer('b')).toBeNull();
  });

  it('takes the port that it is given, each time', async () => {
    const free = startServer();
    const port = Number(new URL(await free.ask('a', createCredentialsQuestion())).port);
    await free.close();
    const server = startServer({ port });
    const first = await server.ask('a', createCredentialsQuestion());
    await decline(first);
    const second = await server.ask('a', createCredentialsQuestion());
    expect([first, second].map((address) => new URL(address).port)).toEqual([String(port), String(port)]);
    expect((await sendRequest(first)).text).toContain('<h1>Declined</h1>');
    expect((await sendRequest(second)).status).toBe(200);
  });

  it('says so when no page can be opened, and can be asked again', async () => {
    const taken = startServer();
    const port = Number(new URL(await taken.ask('a', createCredentialsQuestion())).port);
    const server = startServer({ port });
    await expect(server.ask('a', createCredentialsQuestion())).rejects.toMatchObject({
      code: 'internal_error',
      message: expect.stringContaining('127.0.0.1'),
    });
    expect(await server.waitForAnswer('a', 1_000, never)).toBe(false);
    await taken.close();
    expect((await sendRequest(await server.ask('a', createCredentialsQuestion()))).status).toBe(200);
  });
});

describe('the end', () => {
  it('ends everything at once: the port, what is waited for, what is under way', async () => {
    const server = startServer();
    let asked: () => void = () => undefined;
    const verifying = new Promise<void>((resolve) => (asked = resolve));
    const verify = () => (asked(), new Promise<never>(() => undefined));
    const address = await server.ask('a', createCredentialsQuestion({ verify }));
    const answered = server.waitForAnswer('a', 60_000, never);
    const page = await sendRequest(address);
    const submitted = submitForm(address, page, [
      ['use', 'profile:staging'],
      ['do', 'continue'],
    ]);
    const broken = expect(submitted).rejects.toThrow();
    const idle = connect(Number(new URL(address).port), '127.0.0.1');
    const idleEnd = new Promise((resolve) => idle.on('close', resolve).on('error', () => undefined));
    await verifying;
    await server.close();
    await Promise.all([broken, idleEnd]);
    expect(await answered).toBe(false);
    await refused(address);
    await expect(server.ask('a', createCredentialsQuestion())).rejects.toMatchObject({ code: 'cancelled' });
    await server.close();
  });

  it('ends a page that was only just opening', async () => {
    const server = startServer();
    const asked = server.ask('a', createCredentialsQuestion());
    await server.close();
    await refused(await asked);
  });

  it('is not kept off by a page that is open, a question, an answer or a connection', async () => {
    const program = `
      import { connect } from 'node:net';
      import { createPromptServer } from './src/prompt-page/prompt-server.ts';
      import { createCredentialsQuestion, submitForm, sendRequest } from './test/support/prompt-page/form-requests.ts';
      const server = createPromptServer();
      const first = await server.ask('a', createCredentialsQuestion());
      await submitForm(first, await sendRequest(first), [['do', 'decline']]);
      const address = await server.ask('b', createCredentialsQuestion());
      const socket = connect(Number(new URL(address).port), '127.0.0.1', () => {
        socket.unref();
        void server.waitForAnswer('b', 60_000, new AbortController().signal);
        console.log('waits');
      });
    `;
    const node = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: 15_000 });
    expect(stdout).toBe('waits\n');
  });
});

describe('a call that came in later', () => {
  it('is never answered by a form that did not show it', async () => {
    const server = startServer();
    const seen: string[] = [];
    const verify = (name: string) => async () => (seen.push(name), PROOF);
    const address = await server.ask('a', createCredentialsQuestion({ verify: verify('a') }));
    const page = await sendRequest(address);
    await server.ask('b', createCredentialsQuestion({ verify: verify('b') }));
    const confirm = await submitForm(address, page, [
      ['use', 'profile:staging'],
      ['do', 'continue'],
    ]);
    expect(confirm.text.match(/whitelist_add/g)).toHaveLength(1);
    await server.ask('c', createCredentialsQuestion({ verify: verify('c') }));
    const done = await submitForm(address, confirm, [['do', 'use']]);
    expect(done.text).toContain('2 more requests wait');
    expect(seen).toEqual(['a']);
    const access: Answer = { kind: 'given', access: { kind: 'profile', profile: 'staging', region: null } };
    expect(['a', 'b', 'c'].map((call) => server.takeAnswer(call))).toEqual([access, null, null]);
    expect((await sendRequest(address)).text.match(/whitelist_add/g)).toHaveLength(2);
  });

  it('is not declined by it either', async () => {
    const server = startServer();
    const address = await server.ask('a', createCredentialsQuestion());
    const page = await sendRequest(address);
    await server.ask('b', createCredentialsQuestion());
    await submitForm(address, page, [['do', 'decline']]);
    expect(server.takeAnswer('a')).toEqual({ kind: 'declined' });
    expect(server.takeAnswer('b')).toBeNull();
  });

  it('with other arguments under the same digest is shown before it is answered', async () => {
    const server = startServer();
    const address = await server.ask('a', createCredentialsQuestion());
    const page = await sendRequest(address);
    await server.ask('a', createCredentialsQuestion({ call: { tool: 'whitelist_remove', arguments: [] } }));
    expect((await submitForm(address, page, [['do', 'decline']])).text).toContain('Already answered');
    expect(server.takeAnswer('a')).toBeNull();
  });
});
