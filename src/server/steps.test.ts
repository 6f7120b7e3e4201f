import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { Runtime } from '#context.ts';
import { createServer } from '#server.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import { createRawMethods } from './raw-methods.ts';

/** A tool that does three things, and tells of one more when it has answered. */
const many = defineTool({
  name: 'whitelist_many',
  title: 'Many',
  description: 'Many',
  input: {},
  output: z.object({ status: z.string() }),
  annotations: READ_ONLY,
  positionals: [],
  read: () => null,
  run: (_request, { context }) => {
    for (const done of [0, 1, 2, 3]) context.reportProgress({ done, total: 3, what: 'groups' });
    setTimeout(() => context.reportProgress({ done: 4, total: 3, what: 'groups' }), 0);
    return Promise.resolve({ status: 'done' });
  },
  view: () => ({ headline: '', notes: [] }),
});

let harness: ToolHarness;
let runtime: Runtime;
beforeAll(async () => {
  harness = await startToolHarness();
  runtime = { ...harness.runtime, tools: [many] };
});
afterAll(() => harness.close());

const expectedSteps = [0, 1, 2, 3].map((progress) => ({
  progress,
  total: 3,
  message: `${progress} of 3 groups`,
}));
const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

it('[progress.told] a client is told of the steps of its call, with their total', async () => {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([createServer(runtime).connect(ours), client.connect(theirs)]);
  onTestFinished(() => client.close());
  const heard: unknown[] = [];
  await client.callTool({ name: many.name }, { onprogress: (progress) => heard.push(progress) });
  await moment();
  expect(heard).toEqual(expectedSteps);
});

it('[progress.told] of a raw method too', async () => {
  const heard: unknown[] = [];
  const method = createRawMethods(runtime)('whitelist/many');
  const params = { _meta: { progressToken: 'p' } };
  const answer = await method?.(params, new AbortController().signal, (expectedSteps) =>
    heard.push(expectedSteps.params),
  );
  await moment();
  expect(answer).toEqual({ result: { status: 'done' } });
  expect(heard).toEqual(expectedSteps.map((params) => ({ progressToken: 'p', ...params })));
});
