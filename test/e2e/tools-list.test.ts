import { describe, expect, it } from 'vitest';
import { CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { TOOL_NAMES } from '#test/support/clients/tool-names.ts';

const WRITES = { readOnlyHint: false, idempotentHint: true, openWorldHint: true };
const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };

/** What is true of each tool: only a removal destroys, both changes can be repeated, and AWS is another world. */
const FACTS = new Map([
  [
    'whitelist_add',
    {
      title: 'Allow an address',
      annotations: { ...WRITES, destructiveHint: false },
      required: [],
      answers: ['status', 'rules', 'undo'],
    },
  ],
  [
    'whitelist_remove',
    {
      title: 'Take an address out',
      annotations: { ...WRITES, destructiveHint: true },
      required: [],
      answers: ['status', 'rules', 'undo'],
    },
  ],
  [
    'whitelist_move',
    {
      title: 'Move access to a new address',
      annotations: { ...WRITES, destructiveHint: true },
      required: [],
      answers: ['status', 'rules', 'undo'],
    },
  ],
  [
    'whitelist_sweep',
    {
      title: 'Remove what has expired',
      annotations: { ...WRITES, destructiveHint: true },
      required: [],
      answers: ['status', 'rules', 'undo'],
    },
  ],
  [
    'whitelist_undo',
    {
      title: 'Take a change back',
      annotations: { ...WRITES, destructiveHint: true },
      required: ['security_group_id', 'port', 'protocol', 'action'],
      answers: ['status', 'rules', 'undo'],
    },
  ],
  ['whitelist_list', { title: 'List rules', annotations: READS, required: [], answers: [] }],
  [
    'whitelist_check',
    {
      title: 'Check an address',
      annotations: READS,
      required: [],
      answers: ['allowed', 'rules', 'depends_on', 'scope'],
    },
  ],
  [
    'whitelist_whoami',
    {
      title: 'Who am I',
      annotations: READS,
      required: [],
      answers: [
        'arn',
        'expires',
        'long_lived',
        'mfa',
        'can_read',
        'can_change',
        'permissions',
        'missing_policy',
      ],
    },
  ],
]);

const CALL_FACTS = ['account', 'region', 'credential_source', 'warnings'];

describe.each(CLIENT_FLAVORS)('$name', ({ connect }) => {
  it('is told of every tool, and nothing about them is untrue', async () => {
    const client = await connect();
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOL_NAMES);
    for (const { name, title, description, annotations, inputSchema, outputSchema } of tools) {
      const facts = FACTS.get(name)!;
      expect({ title, annotations }, name).toEqual({ title: facts.title, annotations: facts.annotations });
      expect(description, name).toMatch(/AWS (security group|credentials)/);
      expect(inputSchema, name).toMatchObject({
        type: 'object',
        properties: { credentials: {}, profile: {}, region: {}, security_group_id: {} },
      });
      expect(inputSchema['required'] ?? [], name).toEqual(facts.required);
      expect(outputSchema, name).toMatchObject({ type: 'object' });
      expect(outputSchema?.['required'], name).toEqual(
        expect.arrayContaining([...facts.answers, ...CALL_FACTS]),
      );
      // Some models' hosts refuse a schema with these at its root.
      for (const schema of [inputSchema, outputSchema]) {
        for (const keyword of ['anyOf', 'oneOf', 'allOf', 'not', '$ref']) {
          expect(schema, name).not.toHaveProperty([keyword]);
        }
      }
    }
  });
});
