import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { z } from 'zod';
import { root } from './lib/root.ts';

const bin = join(root, 'dist/bin.cjs');
const group = 'sg-0123abcd';
const rule = { security_group_id: group, ip_address: '203.0.113.7', port: 'https' };

const say = (line = '') => process.stdout.write(`${line}\n`);
const indent = (lines: string) => lines.replaceAll(/^/gm, '    ');

/** The built program's own sandbox, in a process of its own as a person would run it. */
async function startSandbox(): Promise<{ environment: Record<string, string>; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [bin, 'sandbox', '--memory', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: unknown = await Promise.race([
    once(child.stdout, 'data').then(([chunk]: unknown[]) => chunk),
    text(child.stderr).then((why): never => {
      throw new Error(`the sandbox did not start: ${why}`);
    }),
  ]);
  const environment = z.record(z.string(), z.string()).parse(JSON.parse(String(printed)));
  return {
    environment,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function step(
  client: Client,
  asked: string,
  tool: string,
  args: Record<string, unknown>,
): Promise<void> {
  const answer = await client.callTool({ name: tool, arguments: args });
  const words = answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
  say(`> ${asked}`);
  say(`  ${tool} ${JSON.stringify(args)}`);
  say(indent(words));
  say();
  if (answer.isError === true) throw new Error(`${tool} failed`);
}

say('A stand-in for AWS is starting on this machine; no account is needed, and nothing leaves it.');
const sandbox = await startSandbox();
const client = new Client({ name: 'demo', version: '1.0.0' });
try {
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [bin], env: sandbox.environment }),
  );
  const { tools } = await client.listTools();
  say(`The server answers, with ${tools.map(({ name }) => name).join(', ')}.`);
  say();
  await step(client, `"Let 203.0.113.7 into ${group} for HTTPS."`, 'whitelist_add', {
    ...rule,
    description: 'Jo, home office',
  });
  await step(client, '"Can it get in now?"', 'whitelist_check', rule);
  await step(client, '"Who may get in there?"', 'whitelist_list', { security_group_id: group });
  await step(client, '"Take it out again."', 'whitelist_remove', rule);
} finally {
  await client.close();
  await sandbox.stop();
}

const host = { mcpServers: { awswhitelist: { command: process.execPath, args: [bin, '--sandbox'] } } };
say('To try it in Claude Desktop, Claude Code, Cursor or another host, put this into its configuration:');
say();
say(JSON.stringify(host, null, 2));
say();
say('It talks to the sandbox; without "--sandbox" it talks to AWS, with the credentials of this machine.');
say(`At a terminal: node dist/bin.cjs add 203.0.113.7 ${group} --port https --sandbox`);
