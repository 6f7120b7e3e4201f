import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { createServer } from '#server.ts';
import { tools } from '#tools/index.ts';
import { toAnnouncedInput, toAnnouncedOutput } from './announced-schema.ts';

/** Bytes of the whole list, as it goes over the wire, for the first eight tools; each later one has its own. */
const MAX_LIST_BYTES = 20_480;
const MAX_LATER_TOOL_BYTES = 1_536;

const KEYWORDS = new Set(['type', 'description', 'properties', 'required', 'items', 'enum', 'anyOf']);

/** What a host may refuse in a schema, each with its place. */
function findFaults(schema: unknown, place: string): string[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return [`${place}: no object`];
  const node = new Map<string, unknown>(Object.entries(schema));
  const [type, anyOf, items, properties] = ['type', 'anyOf', 'items', 'properties'].map((name) =>
    node.get(name),
  );
  const choices = Array.isArray(anyOf) ? anyOf : [];
  const children = [
    ...choices.map((choice: unknown, i) => [choice, `${place}|${i}`] as const),
    ...Object.entries(properties ?? {}).map(([name, child]) => [child, `${place}.${name}`] as const),
    ...(items === undefined ? [] : [[items, `${place}[]`] as const]),
  ];
  return [
    ...[...node.keys()].filter((name) => !KEYWORDS.has(name)).map((name) => `${place}: ${name}`),
    ...((typeof type === 'string') === choices.length > 0 ? [`${place}: one type, or a choice`] : []),
    ...(choices.length > 0 && node.size > 1 ? [`${place}: something beside a choice`] : []),
    ...(type === 'array' && items === undefined ? [`${place}: a list of what?`] : []),
    ...children.flatMap(([child, at]) => findFaults(child, at)),
  ];
}

async function listTools() {
  const bench = await startToolHarness();
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([createServer(bench.runtime).connect(ours), client.connect(theirs)]);
  onTestFinished(async () => {
    await client.close();
    await bench.close();
  });
  return (await client.listTools()).tools;
}

const dialect = { target: 'draft-2020-12' } as const;
const asInput = (schema: z.ZodObject) => toAnnouncedInput(schema)['~standard'].jsonSchema.input(dialect);
const asOutput = (schema: z.ZodObject) => toAnnouncedOutput(schema)['~standard'].jsonSchema.output(dialect);

describe('what is announced', () => {
  it('[hosts.schemas] has nothing that some host refuses', async () => {
    const announced = await listTools();
    expect(announced.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    for (const { name, inputSchema, outputSchema } of announced) {
      for (const schema of [inputSchema, outputSchema])
        expect(schema, name).toMatchObject({ type: 'object' });
      expect(findFaults(inputSchema, `${name} in`)).toEqual([]);
      expect(findFaults(outputSchema, `${name} out`)).toEqual([]);
    }
  });

  it('[hosts.schemas] is short', async () => {
    const announced = await listTools();
    const limit = MAX_LIST_BYTES + Math.max(0, announced.length - 8) * MAX_LATER_TOOL_BYTES;
    expect(Buffer.byteLength(JSON.stringify({ tools: announced }))).toBeLessThanOrEqual(limit);
  });

  it('names every member of an answer, and those that are always there', async () => {
    const announced = await listTools();
    for (const { name, outputSchema } of announced) {
      const shape = tools.find((tool) => tool.name === name)?.outputSchema.shape ?? {};
      const always = Object.entries(shape).flatMap(([member, type]) =>
        type instanceof z.ZodOptional ? [] : [member],
      );
      expect(Object.keys(outputSchema?.['properties'] ?? {})).toEqual(Object.keys(shape));
      expect(outputSchema?.['required'] ?? []).toEqual(always);
    }
  });
});

describe('a schema', () => {
  it('has a choice of single types in the place of a list of them, with its words in the first', () => {
    const port = z.union([z.number(), z.string()]);
    const ports = z
      .union([port, z.array(port)])
      .optional()
      .describe('443, or a list');
    expect(asInput(z.object({ port: ports }))).toEqual({
      type: 'object',
      properties: {
        port: {
          anyOf: [
            { type: 'number', description: '443, or a list' },
            { type: 'string' },
            { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'string' }] } },
          ],
        },
      },
    });
  });

  it('of an answer is its outline', () => {
    const inner = z.object({ code: z.string() });
    const answer = z.object({
      status: z.enum(['a', 'b']),
      account: z.string().nullable().describe('null: not known'),
      rules: z.array(inner).optional(),
      grant: inner.optional(),
      warnings: z.array(z.string()),
    });
    expect(asOutput(answer)).toEqual({
      type: 'object',
      properties: {
        status: { type: 'string', enum: ['a', 'b'] },
        account: { anyOf: [{ type: 'string', description: 'null: not known' }, { type: 'null' }] },
        rules: { type: 'array', items: { type: 'object' } },
        grant: { type: 'object' },
        warnings: { type: 'array', items: { type: 'string' } },
      },
      required: ['status', 'account', 'warnings'],
    });
  });
});
