import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { externalDataInterceptor } from '@smithy/core/config';

/** A little more than a call may take, so that its end is told as what it is: milliseconds. */
const LIMIT_MS = 31_000;

/**
 * Has the SDK end a `credential_process` that hangs: it would outlive the call that wanted it, and this process would
 * wait for it in turn.
 */
export function limitCredentialProcess(limit = LIMIT_MS): void {
  const run = promisify(exec);
  const limited = (command: string) => run(command, { timeout: limit });
  // The SDK has no setting for it, but asks here for another `exec`, which it then promisifies.
  externalDataInterceptor.interceptToken(
    'exec',
    Object.assign(() => {}, { [promisify.custom]: limited }),
  );
}
