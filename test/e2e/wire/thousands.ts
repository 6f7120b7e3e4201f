import { describe, expect, it } from 'vitest';
import { TOOL_NAMES } from '#test/support/clients/tool-names.ts';
import { createGate, openWireServers, createRequest } from '#test/support/wire/wire.ts';

/** How many requests go to AWS at once, by the server's own rule. */
const PLACES = 50;
const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };
const check = (id: unknown) => createRequest(id, 'tools/call', { name: 'whitelist_check', arguments: CHECK });

export function describeThousands(count: number): void {
  describe('thousands of requests', () => {
    let [open, most] = [0, 0];
    const hold = createGate();
    const full = createGate();
    const stage = openWireServers({
      onRequest: async () => {
        most = Math.max(most, (open += 1));
        if (open === PLACES) full.open();
        await hold.opened;
        open -= 1;
      },
    });

    it('are answered, each once, in fair order, with few at AWS at once', async () => {
      const wire = stage.start();
      await wire.handshake('2025-11-25');
      const before = wire.lines.length;
      wire.writeMessages(
        ...Array.from({ length: count }, (_, i) =>
          i % 2 ? check(i) : createRequest(i, 'whitelist/check', CHECK),
        ),
      );
      await full.opened;
      // AWS answers nothing now; whoever does not need it is served all the same.
      for (let i = 0; i < 5; i++) await wire.waitUntilRead();
      expect((await wire.ask('tools/list')).result?.['tools']).toHaveLength(TOOL_NAMES.length);
      expect(open).toBe(PLACES);
      hold.open();
      const beside = [];
      for (let i = 0; i < 20; i++) {
        await wire.waitUntilRead();
        beside.push(wire.lines.length);
      }
      // While the queue is long, too.
      expect(beside[0]).toBeLessThan(before + count);
      await wire.until('all answers', () => wire.lines.length >= before + count + 26);
      const numbers = wire.lines
        .slice(before)
        .flatMap((line) => ('id' in line && typeof line.id === 'number' ? [line] : []));
      const order = numbers.map(({ id }) => id as number);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      for (const { id, result } of numbers) {
        const content = Number(id) % 2 ? result?.['structuredContent'] : result;
        expect(content).toMatchObject({ allowed: true });
      }
      expect(most).toBe(PLACES);
      const actions = stage.sandbox.requests.map(({ action }) => action);
      expect(actions.filter((action) => action === 'DescribeSecurityGroups')).toHaveLength(count);
      // Whose key it is, is asked for all of them once.
      expect(actions).toHaveLength(count + 1);
      // First come, first served, but for a lead of the raw methods, whose way is shorter; nobody is left to the end.
      const late = order.map((id, place) => Math.abs(place - id));
      expect(Math.max(...late)).toBeLessThan(10 * PLACES);
    });
  });
}
