import { onTestFinished, vi } from 'vitest';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { createLog } from '#log.ts';
import type { Sandbox, SandboxOptions } from '#sandbox/index.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

/** A server's runtime on a machine without credentials, until the test ends. */
export async function startPromptingRuntime(): Promise<Runtime> {
  // Loaded with the first call otherwise, which may take longer than what a test measures.
  await import('#aws/index.ts');
  const config = loadConfig({ flags: {}, env: {}, readFile: () => null, place: CONFIG_PLACE });
  const log = createLog({ level: config.logLevel, format: config.logFormat, write: () => undefined });
  const runtime = createRuntime(config, { log, user: 'jo', canOpenPage: true });
  onTestFinished(() => runtime.close());
  return runtime;
}

/** Where such a machine finds AWS, and in which region; until the test ends. */
export async function startSandboxForMachine(options?: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startTestSandbox(options);
  vi.stubEnv('AWS_ENDPOINT_URL', sandbox.endpoint);
  vi.stubEnv('AWS_REGION', sandbox.region);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return sandbox;
}
