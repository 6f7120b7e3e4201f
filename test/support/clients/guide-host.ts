import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { inject } from 'vitest';
import { connectClient, type McpClient } from './mcp-clients.ts';
import { freshEnvironment, temporaryFolder, type Environment } from '#test/support/program/program.ts';

const GUIDE = join(import.meta.dirname, '../../fixtures/guide');

export interface HostEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
}

/** A JSON block of the written guide, word for word. */
export const guideBlock = (name: string): unknown =>
  JSON.parse(readFileSync(join(GUIDE, `${name}.json`), 'utf8'));

/** What one of the guide's host configurations says of the server. */
export function hostEntry(name: string): HostEntry {
  const { mcpServers } = guideBlock(name) as { mcpServers: { awswhitelist: HostEntry } };
  return mcpServers.awswhitelist;
}

export interface HostMachine {
  /** Files of the guide's that the person has put where the host starts the server. */
  readonly files?: readonly string[];
  /** Variables that the host's own environment has. */
  readonly env?: Environment;
  /** What the person has changed in the entry's `env`. */
  readonly changed?: Environment;
}

/**
 * Starts the server as a host does that has this entry in its configuration: the command looked up on the PATH,
 * arguments and environment as they stand there.
 */
export function connectAsHost(
  { command, args, env }: HostEntry,
  { files = [], env: own = {}, changed = {} }: HostMachine,
): Promise<McpClient> {
  const cwd = temporaryFolder();
  // Where a bare name after -c is looked for.
  const settings = temporaryFolder();
  mkdirSync(join(settings, 'awswhitelist'));
  for (const file of files) copyFileSync(join(GUIDE, file), join(settings, 'awswhitelist', file));
  return connectClient({
    command,
    args,
    cwd,
    env: {
      ...freshEnvironment(),
      PATH: installedPath(),
      XDG_CONFIG_HOME: settings,
      ...own,
      ...env,
      ...changed,
    },
  });
}

/** A PATH with nothing on it but the installed command and the Node.js that runs it. */
export function installedPath(): string {
  const bin = temporaryFolder();
  symlinkSync(process.execPath, join(bin, 'node'));
  return [dirname(inject('packedCommand')), bin].join(delimiter);
}
