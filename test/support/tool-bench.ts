import type { SandboxSetting } from '../../src/aws/settings.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createRuntime, type Runtime } from '../../src/context.ts';
import { parseCredentials } from '../../src/core/credentials.ts';
import { WhitelistError, type ErrorReport } from '../../src/core/errors.ts';
import { parseRegion } from '../../src/core/regions.ts';
import { createLog } from '../../src/log.ts';
import { startSandbox, type Sandbox, type SandboxKey, type SandboxOptions } from '../../src/sandbox/index.ts';
import { tools } from '../../src/tools/index.ts';

export interface BenchOptions {
  /** The config file's content. Default: none. */
  readonly config?: unknown;
  /** Whose credentials are found on the machine. Default: the guide's minimal policy. */
  readonly key?: (sandbox: Sandbox) => SandboxKey;
  readonly sandbox?: SandboxOptions;
  readonly now?: () => Date;
}

type Result = Record<string, unknown>;

/** The tools as a server uses them, on the sandbox: only the wire's other end is not AWS. */
export interface Bench {
  readonly sandbox: Sandbox;
  readonly runtime: Runtime;
  readonly logged: readonly string[];
  call(tool: string, args: unknown, signal?: AbortSignal): Promise<Result>;
  /** The report of a call that has to fail. */
  fail(tool: string, args: unknown, signal?: AbortSignal): Promise<ErrorReport>;
  close(): Promise<void>;
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const sandbox = await startSandbox(options.sandbox);
  const logged: string[] = [];
  const file = options.config === undefined ? null : JSON.stringify(options.config);
  const config = loadConfig({
    flags: { verbose: true, ...(file !== null && { config: 'config.json' }) },
    env: {},
    readFile: () => file,
    candidates: (name) => [name],
  });
  const { now } = options;
  const runtime = createRuntime(config, {
    log: createLog(config.logLevel, (line) => logged.push(line)),
    user: 'jo',
    sandbox: settingFor(sandbox, options.key?.(sandbox) ?? sandbox.keys.minimal),
    ...(now && { now }),
  });
  const run = async (name: string, args: unknown, signal?: AbortSignal) => {
    const tool = tools.find((t) => t.name === name);
    if (!tool) throw new Error(`no tool ${name}`);
    const { result } = await tool.call(args, runtime.toolContext(signal));
    return tool.outputSchema.strict().parse(result);
  };
  return {
    sandbox,
    runtime,
    logged,
    call: run,
    async fail(name, args, signal) {
      const outcome = await run(name, args, signal).catch((error: unknown) => error);
      if (outcome instanceof WhitelistError) return outcome.report();
      throw new Error(`expected an error, got ${JSON.stringify(outcome)}`, { cause: outcome });
    },
    async close() {
      runtime.close();
      await sandbox.close();
    },
  };
}

function settingFor(sandbox: Sandbox, key: SandboxKey): SandboxSetting {
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
