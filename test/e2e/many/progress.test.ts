import { Client as ClientV2, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, inject, it } from 'vitest';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { createAddresses, pickFiveGroups } from './setup.ts';

interface Told {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

interface Official {
  call(args: Record<string, unknown>, onprogress: (told: Told) => void): Promise<unknown>;
  close(): Promise<void>;
}

const NAME = { name: 'progress', version: '1.0.0' };
const add = (args: Record<string, unknown>) => ({ name: 'whitelist_add', arguments: args });
const server = (env: Record<string, string>) => ({
  command: process.execPath,
  args: [inject('packedBin')],
  env: freshEnvironment(env),
});

async function v1(env: Record<string, string>): Promise<Official> {
  const client = new ClientV1(NAME);
  await client.connect(new StdioV1(server(env)));
  return {
    call: (args, onprogress) => client.callTool(add(args), undefined, { onprogress }),
    close: () => client.close(),
  };
}

const v2 =
  (versionNegotiation: ClientOptions['versionNegotiation'] & {}) =>
  async (env: Record<string, string>): Promise<Official> => {
    const client = new ClientV2(NAME, { versionNegotiation });
    await client.connect(new StdioV2(server(env)));
    return {
      call: (args, onprogress) => client.callTool(add(args), { onprogress }),
      close: () => client.close(),
    };
  };

it.each([
  ['SDK v1', v1],
  ['SDK v2, legacy', v2({ mode: 'legacy' })],
  ['SDK v2, auto', v2({ mode: 'auto' })],
] as const)('[progress.told] %s hears of each group of a call as it ends', async (_, connect) => {
  const sandbox = await startTestSandbox();
  const client = await connect(sandbox.environment());
  const told: Told[] = [];
  const args = { targets: await pickFiveGroups(sandbox), ip_addresses: createAddresses(3), port: 8443 };
  await client.call(args, (one) => told.push(one));
  await client.close();
  const steps = told.filter(({ total }) => total !== undefined);
  expect(steps.map(({ message }) => message)).toEqual(
    [0, 1, 2, 3, 4, 5].map((done) => `${done} of 5 security groups`),
  );
  const numbers = told.map(({ progress }) => progress);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(steps.at(-1)?.progress).toBe(steps.at(-1)?.total);
});
