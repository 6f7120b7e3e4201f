import { beforeEach, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { ENVELOPE, MODERN, openWireServers, type Wire } from '#test/support/wire/wire.ts';

const stage = openWireServers({ pageSize: 1 });
beforeEach(() => stage.sandbox.reset());

const RULE = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
const TOOLS = [
  ['whitelist_check', RULE],
  ['whitelist_add', RULE],
  ['whitelist_list', { security_group_id: 'sg-0123abcd' }],
  ['whitelist_list', {}],
  ['whitelist_remove', { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7' }],
] as const;

type Ask = (wire: Wire, name: string, args: object, meta: object) => ReturnType<Wire['ask']>;
const call: Ask = (wire, name, args, _meta) => wire.ask('tools/call', { name, arguments: args, _meta });
const raw: Ask = (wire, name, args, _meta) => wire.ask(name.replace('_', '/'), { ...args, _meta });

const KINDS: readonly { name: string; revision: string | null; ask: Ask; meta: object }[] = [
  { name: 'tool calls, 2024-11-05', revision: '2024-11-05', ask: call, meta: {} },
  { name: 'tool calls, 2025-11-25', revision: '2025-11-25', ask: call, meta: {} },
  { name: `tool calls, ${MODERN}`, revision: MODERN, ask: call, meta: ENVELOPE },
  { name: 'raw methods', revision: null, ask: raw, meta: {} },
  { name: `raw methods, ${MODERN}`, revision: MODERN, ask: raw, meta: ENVELOPE },
];

describeSampled(KINDS, { every: 2 })('$name', ({ revision, ask, meta }) => {
  it.each([
    ['a text', 'token-'],
    ['a number', 0],
  ])(
    'tell of each AWS request before the answer, and of nothing after it: %s for a token',
    async (_, start) => {
      const wire = stage.start();
      await wire.handshake(revision);
      for (const [index, [name, args]] of TOOLS.entries()) {
        const progressToken = typeof start === 'number' ? start + index : `${start}${index}`;
        const before = [wire.lines.length, stage.sandbox.requests.length] as const;
        const answer = await ask(wire, name, args, { ...meta, progressToken });
        expect(answer.error, name).toBeUndefined();
        await wire.waitUntilRead();
        const requests = stage.sandbox.requests.slice(before[1]);
        const between = wire.lines.slice(before[0], -1);
        const told = between.slice(0, -1).map((line) => ('params' in line ? line.params : line));
        expect(between.at(-1), name).toBe(answer);
        expect(told, name).toEqual(
          requests.map((_request, i) => ({
            progressToken,
            progress: i + 1,
            message: expect.stringMatching(/^(ec2|sts):[A-Z]\w+ answered$/) as string,
          })),
        );
        // Who it is, is asked once; all groups come in pages.
        expect(requests.length, name).toBeGreaterThanOrEqual(index === 1 ? 1 : 2);
      }
      wire.child.stdin.end();
      await wire.ended;
    },
  );

  it('tell of nothing without a token', async () => {
    const wire = stage.start();
    await wire.handshake(revision);
    for (const [name, args] of TOOLS) {
      const { result } = await ask(wire, name, args, meta);
      expect(result, name).toBeDefined();
    }
    wire.child.stdin.end();
    await wire.ended;
    expect(wire.lines.filter((line) => 'method' in line)).toEqual([]);
  });
});
