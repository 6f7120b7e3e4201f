import { onTestFinished } from 'vitest';
import { startSandbox, type Sandbox, type SandboxKey, type SandboxOptions } from '#sandbox/index.ts';

/** A sandbox until the test ends. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The sandbox's variables with another of its keys, or with none. */
export function environmentWithKey(sandbox: Sandbox, key: SandboxKey | null): Record<string, string> {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...where } = sandbox.environment();
  if (key === null) return where;
  return {
    ...where,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_SESSION_TOKEN: key.sessionToken ?? '',
  };
}

/** A key as the tools' `credentials` argument. */
export function toCredentialsArgument({ accessKeyId, secretAccessKey, sessionToken }: SandboxKey) {
  return {
    access_key_id: accessKeyId,
    secret_access_key: secretAccessKey,
    ...(sessionToken !== undefined && { session_token: sessionToken }),
  };
}
