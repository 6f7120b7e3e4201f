import { isAbsolute, join } from 'node:path';
import type { ConfigPlace } from '#config/reading/find-config-file.ts';
import type { Io } from '#cli/terminal/io.ts';

type FolderEnvironment = Pick<Io, 'env' | 'home'>;

/**
 * XDG base directories where they are set or the system is a Unix; Windows' own folders there. A relative one is passed
 * over, as XDG wants it: it would be a folder of whatever project the program was started in.
 */
function resolveBase(
  { env, home }: FolderEnvironment,
  xdg: string,
  unix: string,
  windows: string,
): string | null {
  const given = [env[xdg], process.platform === 'win32' ? env[windows] : undefined];
  return (
    given.find((base) => base !== undefined && isAbsolute(base)) ?? (home === null ? null : join(home, unix))
  );
}

/** Where the person's config files are, absolute. Null: this machine does not tell. */
export function configFolder(place: FolderEnvironment): string | null {
  const base = resolveBase(place, 'XDG_CONFIG_HOME', '.config', 'APPDATA');
  return base !== null && isAbsolute(base) ? join(base, 'awswhitelist') : null;
}

/** Where the sandbox keeps its state; null: there is no such place. */
export function stateFolder(place: FolderEnvironment): string | null {
  const base = resolveBase(place, 'XDG_STATE_HOME', '.local/state', 'LOCALAPPDATA');
  return base === null ? null : join(base, 'awswhitelist');
}

/** Where the program looks for its config file. */
export const toConfigPlace = (
  place: FolderEnvironment & Pick<Io, 'cwd'>,
  face: ConfigPlace['face'],
): ConfigPlace => ({ folder: configFolder(place), cwd: place.cwd, face });
