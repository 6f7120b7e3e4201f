import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { TOOL_NAMES } from '#test/support/clients/tool-names.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
const MODERN = '2026-07-28';

describe.each(CLIENT_FLAVORS)('$name', ({ connect, revision }) => {
  it('shakes hands', async () => {
    const client = await connect();
    expect(client.revision()).toBe(revision);
    expect(client.serverInfo()).toMatchObject({ name: 'awswhitelist', title: 'AWS whitelist', version });
    expect(client.instructions()).toMatch(/inbound rules of AWS EC2 security groups/);
    await client.close();
    expect(client.stderr()).toBe('');
  });
});

describe.each(REVISIONS)('a client of revision %s', (revision) => {
  it('gets that revision, the tools and an answer', async () => {
    const sandbox = await startTestSandbox();
    const server = startRawServer([], { env: freshEnvironment(sandbox.environment()) });
    const result = await server.initialize(revision);
    expect(result).toMatchObject({
      protocolVersion: revision,
      serverInfo: { name: 'awswhitelist', version },
      capabilities: { tools: {} },
    });
    expect(typeof result['instructions']).toBe('string');
    const { result: listed } = await server.request('tools/list');
    expect(listed?.['tools']).toHaveLength(TOOL_NAMES.length);
    const { result: answer } = await server.request('tools/call', {
      name: 'whitelist_check',
      arguments: { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 'ssh' },
    });
    expect(answer).toMatchObject({ structuredContent: { allowed: true } });
    expect(answer?.['isError'] ?? false).toBe(false);
  });
});

describe('without a client library', () => {
  it('offers its own newest revision to a client that wants an unknown one', async () => {
    const server = startRawServer([]);
    expect(await server.initialize('1999-12-31')).toMatchObject({ protocolVersion: REVISIONS.at(-1) });
  });

  it(`serves ${MODERN} without a handshake`, async () => {
    const server = startRawServer([]);
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const { result } = await server.request('server/discover', { _meta });
    expect(result?.['supportedVersions']).toContain(MODERN);
    const { result: listed } = await server.request('tools/list', { _meta });
    expect(listed?.['tools']).toHaveLength(TOOL_NAMES.length);
  });
});
