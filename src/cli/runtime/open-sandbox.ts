import { join } from 'node:path';
import type { SandboxSetting } from '#aws/settings.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { stateFolder } from './folders.ts';
import type { Io } from '#cli/terminal/io.ts';

export interface SandboxOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** Keep nothing. Default: the state file in the person's state folder, where there is one. */
  readonly memory?: boolean;
  /** What goes wrong with which calls. Default: nothing. */
  readonly faults?: unknown;
}

/** Null: there is no place for it, and the sandbox lives in memory. */
export function sandboxStatePath(io: Io): string | null {
  const folder = stateFolder(io);
  return folder === null ? null : join(folder, 'sandbox.json');
}

/**
 * Starts the embedded sandbox; its code is loaded only here.
 *
 * @throws WhitelistError `config_error` where the port, the state file or the plan of faults cannot be used
 */
export async function openSandbox(
  io: Io,
  { port, memory = false, faults }: SandboxOptions = {},
): Promise<Sandbox> {
  const { startSandbox } = await import('#sandbox/index.ts');
  const stateFile = memory ? null : sandboxStatePath(io);
  try {
    return await startSandbox({
      ...(port !== undefined && { port }),
      ...(stateFile !== null && { stateFile }),
      faults,
    });
  } catch (error) {
    throw new WhitelistError(
      'config_error',
      `The sandbox cannot start: ${error instanceof Error ? error.message : ''}`,
      {
        guidance: [
          ...(stateFile === null
            ? []
            : [`Its state is kept in ${stateFile}; remove that file to begin afresh.`]),
          'With --port, another port may be free.',
        ],
        cause: error,
      },
    );
  }
}

/** The sandbox as the AWS room wants it: the only endpoint, with a key of its own. */
export function toSandboxSetting({ endpoint, region, keys }: Sandbox): SandboxSetting {
  const { accessKeyId, secretAccessKey } = keys.admin;
  return {
    endpoint,
    region: parseRegion(region),
    credentials: parseCredentials({ access_key_id: accessKeyId, secret_access_key: secretAccessKey }),
  };
}
