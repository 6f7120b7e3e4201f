import { beforeAll, describe, expect, it } from 'vitest';
import { ENVELOPE, MODERN, openWireServers, createRequest, type Wire } from '#test/support/wire/wire.ts';
import { CASES, nameOf, REVISIONS } from './cases.ts';

/** The members of a batch are answered in any order. */
const inOrder = (lines: readonly unknown[]) =>
  lines.map((line) => (Array.isArray(line) ? [...line].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) : line));
const idOf = (message: unknown) => JSON.stringify((message as { id?: unknown }).id) ?? '';

describe.each(REVISIONS.map((revision) => ({ revision, name: nameOf(revision) })))(
  '$name',
  ({ revision }) => {
    const stage = openWireServers();
    let wire: Wire;
    beforeAll(async () => {
      wire = stage.start();
      await wire.handshake(revision);
    });

    it.each(CASES)('$what', async ({ bytes, lines }) => {
      const before = wire.lines.length;
      const expected = lines(revision);
      wire.child.stdin.write(typeof bytes === 'string' ? `${bytes}\n` : bytes);
      await wire.until('the answer', () => wire.lines.length >= before + expected.length);
      await wire.waitUntilRead();
      const answers = wire.lines.slice(before, -1);
      expect(inOrder(answers)).toStrictEqual(inOrder(expected));
    });

    it('is served afterwards as if nothing had been, and nothing comes late', async () => {
      const before = wire.lines.length;
      const meta = revision === MODERN ? { _meta: ENVELOPE } : {};
      const args = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };
      wire.writeMessages(
        createRequest('last', 'tools/call', { name: 'whitelist_check', arguments: args, ...meta }),
      );
      wire.writeMessages(createRequest('unknown', 'whitelist/everything', meta));
      wire.child.stdin.end();
      expect(await wire.ended).toMatchObject({ code: 0, signal: null });
      const answers = wire.lines.slice(before);
      expect(answers).toHaveLength(2);
      expect(answers).toContainEqual(
        expect.objectContaining({
          id: 'last',
          result: expect.objectContaining({
            structuredContent: expect.objectContaining({ allowed: true }) as unknown,
          }) as unknown,
        }),
      );
      expect(answers).toContainEqual(
        expect.objectContaining({
          id: 'unknown',
          error: expect.objectContaining({ code: -32601 }) as unknown,
        }),
      );
      // None of the cases got as far as AWS.
      expect(stage.sandbox.requests.map(({ action }) => action).sort()).toEqual([
        'DescribeSecurityGroups',
        'GetCallerIdentity',
      ]);
    });
  },
);
