import { isAbsolute, join, resolve } from 'node:path';
import type { Io } from '#cli/terminal/io.ts';

type FolderEnvironment = Pick<Io, 'env' | 'home'>;

// XDG base directories where they are set or the system is a Unix; Windows' own folders there.
function resolveFolder({ env, home }: FolderEnvironment, xdg: string, unix: string, windows: string): string {
  const base = env[xdg] || (process.platform === 'win32' ? env[windows] : '') || join(home, unix);
  return join(base, 'awswhitelist');
}

/** Where the person's config files are. */
const configFolder = (place: FolderEnvironment): string =>
  resolveFolder(place, 'XDG_CONFIG_HOME', '.config', 'APPDATA');

/** Where the sandbox keeps its state. */
export const stateFolder = (place: FolderEnvironment): string =>
  resolveFolder(place, 'XDG_STATE_HOME', '.local/state', 'LOCALAPPDATA');

/** A relative name is tried from the working directory, then in the person's config folder. */
export function configCandidates(name: string, place: FolderEnvironment & Pick<Io, 'cwd'>): string[] {
  return isAbsolute(name) ? [name] : [resolve(place.cwd, name), join(configFolder(place), name)];
}
