import type { SandboxSetting } from '#aws/settings.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from '#context.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { createLog } from '#log.ts';
import { startSandbox, type Sandbox, type SandboxKey, type SandboxOptions } from '#sandbox/index.ts';
import { createToolCalls, type ToolCalls } from './tool-calls.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

export interface ProcessOptions {
  /** The config file's content. Default: none. */
  readonly config?: unknown;
  /** The same as it is written. */
  readonly configText?: string;
  /** Whose credentials are found on the machine. Default: the guide's minimal policy. */
  readonly key?: (sandbox: Sandbox) => SandboxKey;
  /** The operating system's user. Default: `jo`. */
  readonly user?: string;
  readonly now?: () => Date;
  readonly pause?: RuntimeOptions['sleep'];
  readonly once?: boolean;
  /** Who is asked at the terminal. Default: nobody. */
  readonly askApproval?: RuntimeOptions['askApproval'];
  /** Default: the product's. */
  readonly callLimit?: number;
}

export interface ToolHarnessOptions extends ProcessOptions {
  readonly sandbox?: SandboxOptions;
}

/** The tools as a server uses them, on the sandbox: only the wire's other end is not AWS. */
export interface ToolHarness extends ToolCalls {
  readonly sandbox: Sandbox;
  readonly runtime: Runtime;
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export async function startToolHarness(options: ToolHarnessOptions = {}): Promise<ToolHarness> {
  const sandbox = await startSandbox(options.sandbox);
  const { runtime, logged } = startProcess(sandbox, options);
  return {
    sandbox,
    runtime,
    logged,
    ...createToolCalls(runtime),
    async close() {
      await runtime.close();
      await sandbox.close();
    },
  };
}

/** One process of the product, with a memory of its own, on a sandbox that others may be on too. */
export function startProcess(
  sandbox: Sandbox,
  { config: content, configText, key, user = 'jo', now, pause, once, callLimit, askApproval }: ProcessOptions,
): Pick<ToolHarness, 'runtime' | 'logged'> {
  const logged: string[] = [];
  const file = configText ?? (content === undefined ? null : JSON.stringify(content));
  const config = loadConfig({
    flags: { verbose: true, ...(file !== null && { config: 'config.json' }) },
    env: {},
    readFile: () => file,
    place: CONFIG_PLACE,
  });
  const runtime = createRuntime(config, {
    log: createLog({ level: config.logLevel, format: config.logFormat, write: (line) => logged.push(line) }),
    user,
    sandbox: toSandboxSetting(sandbox, key?.(sandbox) ?? sandbox.keys.minimal),
    ...(now && { now }),
    ...(pause && { sleep: pause }),
    ...(once && { oneShot: once }),
    ...(askApproval && { askApproval }),
    callLimit,
  });
  return { runtime, logged };
}

function toSandboxSetting(sandbox: Sandbox, key: SandboxKey): SandboxSetting {
  return {
    endpoint: sandbox.endpoint,
    region: parseRegion(sandbox.region),
    credentials: parseCredentials({
      access_key_id: key.accessKeyId,
      secret_access_key: key.secretAccessKey,
      session_token: key.sessionToken,
    }),
  };
}
