import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';
import { startSandbox } from '#sandbox/index.ts';
import { createTerminalPrompt } from './prompts.ts';
import type { Io } from './io.ts';

const ADD = ['add', '203.0.113.7', 'sg-0123abcd', '--port', 'https'];

/** A machine whose credentials lead to a role that wants a code; the person types these, one for each question. */
async function terminalWith(...typed: (string | null)[]) {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const { jo } = sandbox.keys;
  vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', jo.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', jo.secretAccessKey);
  vi.stubEnv('AWS_REGION', sandbox.region);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const prompts: string[] = [];
  const ask: Io['ask'] = (prompt) => {
    prompts.push(prompt);
    return Promise.resolve(typed.shift() ?? null);
  };
  const terminal = openTerminal({ ask: typed.length > 0 ? ask : null });
  const entry = { name: 'default', role_arn: sandbox.roles.guarded, mfa_serial: sandbox.mfaDevices.jo };
  terminal.write('config.json', JSON.stringify({ credential_profiles: [entry] }));
  return { sandbox, prompts, run: () => terminal.run(...ADD, '-c', 'config.json') };
}

describe('a code at the terminal', () => {
  it.each(['123456', ' 123 456 '])('is asked for there and opens the session: %j', async (typed) => {
    const { run, prompts, sandbox } = await terminalWith(typed);
    const { code, out, err } = await run();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Added to sg-0123abcd\./);
    expect(prompts).toEqual([
      `MFA code of ${sandbox.mfaDevices.jo}, to open role ${sandbox.roles.guarded}: `,
    ]);
  });

  it('is wrong: code 3, what AWS says of it, and nothing changed', async () => {
    const { run, sandbox } = await terminalWith('000000');
    const { code, out, err } = await run();
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(/^Error: Invalid credentials: AWS does not accept the MFA code/);
    expect(sandbox.requests.map(({ action }) => action)).not.toContain('AuthorizeSecurityGroupIngress');
  });

  it.each([['12345'], ['letters'], [''], [null]])('is none: %j', async (typed) => {
    const { run, sandbox } = await terminalWith(typed);
    const { code, err } = await run();
    expect(code).toBe(3);
    expect(err).toMatch(/^Error: An MFA code is required: none of six digits was typed\./);
    // AWS is not asked with what cannot be a code.
    expect(sandbox.requests.map(({ action }) => action)).not.toContain('AssumeRole');
  });

  it('is asked of nobody where nobody is there: code 3, with where it is asked for', async () => {
    const { run } = await terminalWith();
    const { code, err } = await run();
    expect(code).toBe(3);
    expect(err).toMatch(/^Error: An MFA code is required: role \S+Guarded is opened with one\./);
    expect(err).toMatch(/is asked for at the terminal or on a page of this program, never in the chat/);
  });
});

describe('the question at a terminal', () => {
  const streams = (isTTY: boolean) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    Object.assign(input, { isTTY });
    Object.assign(output, { isTTY });
    let written = '';
    output.on('data', (chunk) => (written += String(chunk)));
    const ask = createTerminalPrompt(
      input as unknown as NodeJS.ReadStream,
      output as unknown as NodeJS.WriteStream,
    );
    return { input, ask, written: () => written };
  };

  it('is written to the one stream and answered on the other', async () => {
    const { input, ask, written } = streams(true);
    const answer = ask!('Code: ', new AbortController().signal);
    input.write('123456\n');
    expect(await answer).toBe('123456');
    expect(written()).toMatch(/Code: /);
  });

  it('ends unanswered where the command is interrupted', async () => {
    const { ask } = streams(true);
    const stop = new AbortController();
    const answer = ask!('Code: ', stop.signal);
    stop.abort();
    expect(await answer).toBeNull();
  });

  it('is not put where no person sits', () => {
    expect(streams(false).ask).toBeNull();
  });
});
