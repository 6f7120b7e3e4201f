import { spawn } from 'node:child_process';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { freshEnvironment } from '#test/support/program/program.ts';
import { createGate, openWireServers, createRequest, type Wire } from '#test/support/wire/wire.ts';

const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };
const RULE = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
const tool = (id: unknown, name: string, args: object) =>
  createRequest(id, 'tools/call', { name, arguments: args });
const ADD = [
  ['a tool call', tool('add', 'whitelist_add', RULE)],
  ['a raw method', createRequest('add', 'whitelist/add', RULE)],
] as const;

/**
 * What a host waits before it kills is 2 s, and the program gives what is under way 1.5 s. A busy machine adds to that;
 * a call's own limit would be 30 s. Milliseconds.
 */
const END_TIMEOUT_MS = 6_000;

/** Every way in which a server's life ends. */
export function describeEnds(): void {
  let onRequest: (action: string) => Promise<void> | undefined = () => undefined;
  const stage = openWireServers({ onRequest: ({ action }) => onRequest(action) });

  /** Lets every request of this kind wait at AWS; the promise tells of the first. */
  function stall(isStalled: (action: string) => boolean) {
    const [arrived, released] = [createGate(), createGate()];
    onRequest = (action) => {
      if (!isStalled(action)) return;
      arrived.open();
      return released.opened;
    };
    onTestFinished(() => {
      released.open();
      onRequest = () => undefined;
    });
    return { arrived: arrived.opened, release: released.open };
  }
  const isAdd = (action: string) => action === 'AuthorizeSecurityGroupIngress';
  async function begun(args: readonly string[] = []): Promise<Wire> {
    await stage.sandbox.reset();
    const wire = stage.start(args);
    await wire.handshake('2025-11-25');
    return wire;
  }
  async function isAllowed(): Promise<unknown> {
    const wire = stage.start();
    return (await wire.ask('whitelist/check', RULE)).result?.['allowed'];
  }

  describe('the end of the input', () => {
    it('lets all calls under way be answered, then the server ends with 0', async () => {
      const wire = await begun();
      const { arrived, release } = stall(() => true);
      wire.writeMessages(
        tool(1, 'whitelist_check', CHECK),
        createRequest(2, 'whitelist/check', CHECK),
        tool(3, 'whitelist_add', RULE),
        { method: 'whitelist/list', params: { security_group_id: 'sg-123456' } },
      );
      wire.child.stdin.end();
      await arrived;
      expect(wire.lines).toHaveLength(1);
      release();
      expect(await wire.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
      const answered = wire.lines.slice(1).map((line) => ('id' in line ? line.id : 'bare'));
      expect(answered.sort()).toEqual([1, 2, 3, 'bare']);
      for (const line of wire.lines.slice(1)) expect(line).toHaveProperty('result');
    });

    it('waits for no call that was cancelled', async () => {
      const wire = await begun();
      const { arrived } = stall(() => true);
      wire.writeMessages(tool(1, 'whitelist_check', CHECK), createRequest(2, 'whitelist/check', CHECK));
      await arrived;
      wire.writeMessages(
        ...[1, 2].map((requestId) => ({
          jsonrpc: '2.0',
          method: 'notifications/cancelled',
          params: { requestId },
        })),
      );
      wire.child.stdin.end();
      expect(await wire.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
      expect(wire.lines).toHaveLength(1);
    });
  });

  describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
    async function ending(wire: Wire): Promise<number> {
      const began = performance.now();
      wire.child.kill(signal);
      expect(await wire.ended).toMatchObject({ code: 0, signal: null });
      return performance.now() - began;
    }

    it('ends an idle server', async () => {
      const wire = await begun();
      expect(await ending(wire)).toBeLessThan(END_TIMEOUT_MS);
      expect(wire.stderr()).toBe('');
    });

    it.each(ADD)('waits for a change under way, and its outcome is logged: %s', async (_, add) => {
      const wire = await begun(['-v']);
      const { arrived, release } = stall(isAdd);
      wire.writeMessages(add);
      await arrived;
      const ended = ending(wire);
      // The log's word for a call that was stopped: only then is the change let go.
      await wire.until('the signal to be taken', () => / whitelist_add answered /.test(wire.stderr()));
      release();
      expect(await ended).toBeLessThan(END_TIMEOUT_MS);
      expect(wire.stderr()).toMatch(
        / WARNING .*; its change was made all the same .*action=ec2:AuthorizeSecurityGroupIngress .*request_id=\S{36}/,
      );
      expect(wire.lines.filter((line) => 'id' in line && line.id === 'add')).toEqual([]);
      expect(await isAllowed()).toBe(true);
    });

    it.each(ADD)('does not wait for ever, and says that the outcome is not known: %s', async (_, add) => {
      const wire = await begun();
      const { arrived } = stall(isAdd);
      wire.writeMessages(add);
      await arrived;
      expect(await ending(wire)).toBeLessThan(END_TIMEOUT_MS);
      const told = wire.stderr().trimEnd().split('\n');
      expect(told.at(-1)).toMatch(/ WARNING .*whether it was made is not known/);
      expect(wire.lines).toHaveLength(1);
    });
  });

  describe('a reader that has gone away', () => {
    it('ends the server without noise', async () => {
      const wire = await begun();
      wire.child.stdout.destroy();
      wire.writeMessages(tool(1, 'whitelist_check', CHECK), createRequest(2, 'whitelist/check', CHECK));
      expect(await wire.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    });

    it('ends it after a change under way, whose outcome is logged', async () => {
      const wire = await begun(['-v']);
      const { arrived, release } = stall(isAdd);
      wire.writeMessages(tool('add', 'whitelist_add', RULE));
      await arrived;
      wire.child.stdout.destroy();
      // Whose answer cannot be written; and the add is stopped.
      wire.writeMessages(createRequest(2, 'whitelist/check'));
      await wire.until('the end to begin', () => / whitelist_add answered /.test(wire.stderr()));
      release();
      const { code, stderr } = await wire.ended;
      expect(code).toBe(0);
      expect(stderr).toMatch(/ WARNING .*its change was made all the same/);
      expect(await isAllowed()).toBe(true);
    });
  });

  // A host that is killed closes nothing in order; its pipes end with it.
  describe('a parent that is killed', () => {
    const PARENT = `
      const { spawn } = require('node:child_process');
      const server = spawn(process.execPath, [process.argv[1]], { stdio: ['pipe', 'pipe', 'inherit'] });
      server.stdin.write(process.argv[2]);
      server.stdout.once('data', () => process.stdout.write(String(server.pid)));
      setInterval(() => {}, 1000);
    `;

    it.each([
      ['idle', [createRequest(1, 'whitelist/check')]],
      ['with calls under way', [tool(1, 'whitelist_check', CHECK), createRequest(2, 'whitelist/check')]],
    ])('leaves no orphan: %s', async (what, messages) => {
      if (what !== 'idle') stall(() => true);
      await stage.sandbox.reset();
      const line = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
      const env = freshEnvironment(stage.sandbox.environment());
      const parent = spawn(process.execPath, ['-e', PARENT, inject('packedBin'), line], {
        env,
        stdio: 'pipe',
      });
      onTestFinished(() => void parent.kill('SIGKILL'));
      const serving = await new Promise<number>((resolve) =>
        parent.stdout.once('data', (pid) => resolve(Number(pid))),
      );
      let stderr = '';
      parent.stderr.on('data', (text) => (stderr += String(text)));
      parent.kill('SIGKILL');
      // The server writes to the same pipe: it closes when both are gone.
      await new Promise((resolve) => parent.once('close', resolve));
      expect(serving).toBeGreaterThan(0);
      expect(stderr).toBe('');
    });
  });
}
