import { join } from 'node:path';
import { Client, type Tool } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { root } from './root.ts';

/** Starts the built server as a host would and asks it for its tools. */
export async function announcedTools(): Promise<Tool[]> {
  const client = new Client({ name: 'awswhitelist-scripts', version: '0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(root, 'dist/bin.cjs')],
    // A client gives its server few variables anyway; none of a developer's own settings may show in a schema.
    env: { AWS_EC2_METADATA_DISABLED: 'true', HOME: join(root, 'reports/no-home') },
  });
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    return tools.sort((a, b) => a.name.localeCompare(b.name));
  } finally {
    await client.close();
  }
}
