import { describe, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { TOOL_NAMES } from '#test/support/clients/tool-names.ts';

const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };

describeSampled(CLIENT_FLAVORS, { every: 2 })('$name', ({ connect }) => {
  it('is refused an unknown tool by a protocol error, and served on', async () => {
    const sandbox = await startTestSandbox();
    const client = await connect({ env: freshEnvironment(sandbox.environment()) });
    await expect(client.call('whitelist_everything', {})).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('whitelist_everything') as string,
    });
    expect((await client.call('whitelist_check', CHECK)).structured).toMatchObject({ allowed: true });
  });
});

describe('malformed requests', () => {
  it.each([
    ['text for arguments', { name: 'whitelist_check', arguments: 'sg-123456' }],
    ['a list for arguments', { name: 'whitelist_check', arguments: ['sg-123456'] }],
    ['no name', { arguments: CHECK }],
    ['a number for a name', { name: 7, arguments: CHECK }],
  ])('%s is a protocol error', async (_, params) => {
    const sandbox = await startTestSandbox();
    const server = startRawServer([], { env: freshEnvironment(sandbox.environment()) });
    await server.initialize('2025-11-25');
    const { error } = await server.request('tools/call', params);
    expect(error?.code).toBe(-32602);
    expect(sandbox.requests).toEqual([]);
    const { result } = await server.request('tools/call', { name: 'whitelist_check', arguments: CHECK });
    expect(result).toMatchObject({ structuredContent: { allowed: true } });
  });

  it.each([
    [
      'no arguments',
      undefined,
      /^Nothing says which security group is meant: security_group_id, target are missing\./,
    ],
    ['a wrong type', { ...CHECK, port: true }, /^Invalid port: got true, expected /],
    ['null', { ...CHECK, ip_address: null }, /^Invalid ip_address: got nothing, expected /],
    ['null for arguments', null, /^Nothing says which security group is meant/],
    ['an unknown argument', { ...CHECK, prot: 'tcp' }, /^Unknown argument "prot"\.\n- Did you mean "port"/],
  ])('%s is told in a result that a model can act upon', async (_, args, words) => {
    const sandbox = await startTestSandbox();
    const server = startRawServer([], { env: freshEnvironment(sandbox.environment()) });
    await server.initialize('2025-11-25');
    const { result } = await server.request('tools/call', { name: 'whitelist_check', arguments: args });
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'awswhitelist/error': { code: 'invalid_input', outcome: 'not_done' } },
      content: [{ type: 'text', text: expect.stringMatching(words) as string }],
    });
    expect(sandbox.requests).toEqual([]);
  });

  it('survives what is no message at all', async () => {
    const server = startRawServer([]);
    await server.initialize('2025-11-25');
    for (const line of ['', 'Content-Length: 20', '{"jsonrpc":', '[]', '42', '"text"', '\u0000', '{}']) {
      server.send(line);
    }
    server.notify('notifications/nobody-knows');
    const { error } = await server.request('whitelist/everything');
    expect(error?.code).toBe(-32601);
    const { result } = await server.request('tools/list');
    expect(result?.['tools']).toHaveLength(TOOL_NAMES.length);
    // Whatever it answers to such lines, standard output carries JSON-RPC alone.
    for (const message of server.messages()) expect(message).toMatchObject({ jsonrpc: '2.0' });
  });
});

describe('a host that reads no standard error', () => {
  it('is served all the same', async () => {
    const sandbox = await startTestSandbox();
    const server = startRawServer(['-v'], { env: freshEnvironment(sandbox.environment()) });
    server.child.stderr.destroy();
    await server.initialize('2025-11-25');
    for (let i = 0; i < 3; i++) {
      const { result } = await server.request('tools/call', { name: 'whitelist_check', arguments: CHECK });
      expect(result).toMatchObject({ structuredContent: { allowed: true } });
    }
    server.child.stdin.end();
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });
});

describe('the end', () => {
  it('comes with the end of the input, with code 0', async () => {
    const server = startRawServer([]);
    await server.initialize('2025-11-25');
    server.child.stdin.end();
    expect(await server.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('comes even where nothing was ever said', async () => {
    const server = startRawServer([]);
    server.child.stdin.end();
    expect(await server.ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it('comes only when all that was asked is answered', async () => {
    const sandbox = await startTestSandbox();
    const server = startRawServer([], { env: freshEnvironment(sandbox.environment()) });
    const initialized = server.initialize('2025-11-25');
    const asked = server.request('tools/call', { name: 'whitelist_check', arguments: CHECK });
    server.child.stdin.end();
    await initialized;
    expect((await asked).result).toMatchObject({ structuredContent: { allowed: true } });
    expect(await server.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('comes with %s while a call hangs', async (signal) => {
    let arrived = () => {};
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const never = new Promise<void>(() => {});
    const sandbox = await startTestSandbox({
      onRequest: () => {
        arrived();
        return never;
      },
    });
    const server = startRawServer([], { env: freshEnvironment(sandbox.environment()) });
    await server.initialize('2025-11-25');
    void server.request('tools/call', { name: 'whitelist_check', arguments: CHECK }).catch(() => undefined);
    await asked;
    const began = performance.now();
    server.child.kill(signal);
    expect(await server.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    // Far below the call's own limit of 30 s, far above what a busy machine needs.
    expect(performance.now() - began).toBeLessThan(25_000);
  });
});
