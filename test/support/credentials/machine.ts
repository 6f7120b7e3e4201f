import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { AskCode } from '#aws/sts/sts-requests.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime } from '#context.ts';
import { createLog } from '#log.ts';
import { createToolCalls, type ToolCalls } from '#test/support/harness/tool-calls.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

export interface MachineOptions {
  /** Where AWS is, for AWS_ENDPOINT_URL. */
  readonly endpoint?: string | undefined;
  /** Undefined: the variable is not set. `{home}` here and in the files stands for the person's home folder. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Content of the person's ~/.aws/config and ~/.aws/credentials. */
  readonly awsConfig?: string | undefined;
  readonly awsCredentials?: string | undefined;
  /** Content of other files in the person's home folder, by their path in it. */
  readonly home?: Readonly<Record<string, string>>;
  /** The product's own config file. */
  readonly config?: unknown;
  /** What the person at the terminal answers. Default: nobody sits there. */
  readonly askCode?: AskCode;
  readonly now?: (() => Date) | undefined;
  /** Default: the product's. */
  readonly callLimit?: number | undefined;
}

/** A person's machine until the test ends: an environment and AWS files of its own, and the tools on it. */
export interface TestMachine extends ToolCalls {
  readonly logged: readonly string[];
  writeConfig(text: string): void;
  writeCredentials(text: string): void;
  /** Writes a file in the person's home folder, and tells where it is. */
  writeHome(path: string, text: string): string;
}

export function startMachine(options: MachineOptions = {}): TestMachine {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-machine-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  const filled = (text: string) => text.replaceAll('{home}', folder);
  const write = (file: string, text: string) => writeFileSync(file, filled(text));
  const writeHome = (path: string, text: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    write(file, text);
    return file;
  };
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_CONFIG_FILE', files.config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', files.credentials);
  if (options.endpoint !== undefined) vi.stubEnv('AWS_ENDPOINT_URL', options.endpoint);
  for (const [name, value] of Object.entries(options.env ?? {})) vi.stubEnv(name, value && filled(value));
  for (const [path, text] of Object.entries(options.home ?? {})) writeHome(path, text);
  if (options.awsConfig !== undefined) write(files.config, options.awsConfig);
  if (options.awsCredentials !== undefined) write(files.credentials, options.awsCredentials);
  const logged: string[] = [];
  const config = loadConfig({
    flags: { verbose: true, ...(options.config !== undefined && { config: 'config.json' }) },
    env: {},
    readFile: () => (options.config === undefined ? null : JSON.stringify(options.config)),
    place: CONFIG_PLACE,
  });
  const log = createLog({
    level: config.logLevel,
    format: config.logFormat,
    write: (line) => logged.push(line),
  });
  const { now, callLimit, askCode = null } = options;
  const runtime = createRuntime(config, { log, user: 'jo', callLimit, askCode, ...(now && { now }) });
  onTestFinished(async () => {
    await runtime.close();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    ...createToolCalls(runtime),
    logged,
    writeHome,
    writeConfig: (text) => write(files.config, text),
    writeCredentials: (text) => write(files.credentials, text),
  };
}
