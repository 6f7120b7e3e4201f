import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { createRuntime } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import { toolCalls, type ToolCalls } from './tool-calls.ts';

export interface MachineOptions {
  /** Where AWS is, for AWS_ENDPOINT_URL. */
  readonly endpoint?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Content of the person's ~/.aws/config and ~/.aws/credentials. */
  readonly awsConfig?: string;
  readonly awsCredentials?: string;
  /** The product's own config file. */
  readonly config?: unknown;
}

/** A person's machine until the test ends: an environment and AWS files of its own, and the tools on it. */
export interface Machine extends ToolCalls {
  readonly logged: readonly string[];
  writeCredentials(text: string): void;
}

export function startMachine(options: MachineOptions = {}): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-machine-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  vi.stubEnv('AWS_CONFIG_FILE', files.config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', files.credentials);
  if (options.endpoint !== undefined) vi.stubEnv('AWS_ENDPOINT_URL', options.endpoint);
  for (const [name, value] of Object.entries(options.env ?? {})) vi.stubEnv(name, value);
  if (options.awsConfig !== undefined) writeFileSync(files.config, options.awsConfig);
  if (options.awsCredentials !== undefined) writeFileSync(files.credentials, options.awsCredentials);
  const logged: string[] = [];
  const config = loadConfig({
    flags: { verbose: true, ...(options.config !== undefined && { config: 'config.json' }) },
    env: {},
    readFile: () => JSON.stringify(options.config),
    candidates: (name) => [name],
  });
  const log = createLog({
    level: config.logLevel,
    format: config.logFormat,
    write: (line) => logged.push(line),
  });
  const runtime = createRuntime(config, { log, user: 'jo' });
  onTestFinished(async () => {
    await runtime.close();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    ...toolCalls(runtime),
    logged,
    writeCredentials: (text) => writeFileSync(files.credentials, text),
  };
}
