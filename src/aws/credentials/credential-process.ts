import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { externalDataInterceptor } from '@smithy/core/config';

/** A little longer than a call may take, so that a call that runs out of time is reported as that. */
const TIMEOUT_MS = 31_000;

/**
 * Makes the SDK end a `credential_process` that hangs: it would outlive its call, and keep this process from exiting.
 */
export function limitCredentialProcess(timeout = TIMEOUT_MS): void {
  const run = promisify(exec);
  const limited = (command: string) => run(command, { timeout });
  // The SDK has no setting for it, but asks here for another `exec`, which it then promisifies.
  externalDataInterceptor.interceptToken(
    'exec',
    Object.assign(() => {}, { [promisify.custom]: limited }),
  );
}
