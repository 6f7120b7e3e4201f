import { Client as ClientV2, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { freshEnvironment } from '#test/support/program/program.ts';
import { createGate, openWireServers } from '#test/support/wire/wire.ts';

// One request to AWS ends after the other, each once the client has been told of the one before.
let next = createGate();
let [served, isStepwise] = [0, false];
const stage = openWireServers({
  onRequest: async () => {
    if (!isStepwise) return;
    for (const mine = (served += 1); steps < mine;) await next.opened;
  },
});
let steps = 1;
function step(): void {
  steps += 1;
  const { open } = next;
  next = createGate();
  open();
}
beforeEach(() => {
  [served, steps] = [0, 1];
});
const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };
const LIST = { name: 'whitelist_list', arguments: { security_group_id: 'sg-123456' } };

interface Told {
  readonly progress: number;
  readonly message?: string | undefined;
}

/** What the other end-to-end tests do not ask of the official clients. */
interface Official {
  list(onprogress: (told: Told) => void): Promise<unknown>;
  /** A raw method, as a client library sends it: with all that it puts into `_meta`. */
  raw(onprogress?: (told: Told) => void): Promise<unknown>;
  close(): Promise<void>;
}

const raw = { method: 'whitelist/check', params: CHECK };
const result = z.looseObject({ allowed: z.boolean() });
const server = () => ({
  command: process.execPath,
  args: [inject('packedBin')],
  env: freshEnvironment(stage.sandbox.environment()),
});

async function v1(): Promise<Official> {
  const client = new ClientV1({ name: 'wire', version: '1.0.0' });
  await client.connect(new StdioV1(server()));
  return {
    list: (onprogress) => client.callTool(LIST, undefined, { onprogress }),
    raw: (onprogress) => client.request(raw, result, onprogress && { onprogress }),
    close: () => client.close(),
  };
}

const v2 = (versionNegotiation: ClientOptions['versionNegotiation'] & {}) => async (): Promise<Official> => {
  const client = new ClientV2({ name: 'wire', version: '1.0.0' }, { versionNegotiation });
  await client.connect(new StdioV2(server()));
  return {
    list: (onprogress) => client.callTool(LIST, { onprogress }),
    raw: (onprogress) => client.request(raw, result, onprogress && { onprogress }),
    close: () => client.close(),
  };
};

describe.each([
  ['SDK v1', v1],
  ['SDK v2, legacy', v2({ mode: 'legacy' })],
  ['SDK v2, auto', v2({ mode: 'auto' })],
  ['SDK v2, pinned', v2({ mode: { pin: '2026-07-28' } })],
])('%s', (_, connect) => {
  it('is told of progress, of tools and raw methods alike', async () => {
    const client = await connect();
    onTestFinished(() => client.close());
    const ofTool: Told[] = [];
    isStepwise = true;
    const listed = await client.list((told) => {
      ofTool.push(told);
      step();
    });
    isStepwise = false;
    expect(listed).toMatchObject({ structuredContent: { region: 'us-east-1' } });
    // The clients drop what arrives in one piece with the answer, as the last may do.
    expect(ofTool.slice(0, 2)).toEqual([
      { progress: 1, message: expect.stringMatching(/^(ec2|sts):\w+ answered$/) as string },
      { progress: 2, message: expect.stringMatching(/^(ec2|sts):\w+ answered$/) as string },
    ]);
    expect(await client.raw(() => undefined)).toMatchObject({ allowed: true });
    expect(await client.raw()).toMatchObject({ allowed: true });
  });

  it('closes the input, and the server ends before it would be killed', async () => {
    const client = await connect();
    await client.raw();
    const began = performance.now();
    await client.close();
    // After that long a client sends SIGTERM.
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
