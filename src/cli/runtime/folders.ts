import { isAbsolute, join, resolve } from 'node:path';
import type { Io } from '#cli/terminal/io.ts';

type FolderEnvironment = Pick<Io, 'env' | 'home'>;

// XDG base directories where they are set or the system is a Unix; Windows' own folders there.
function resolveFolder(
  { env, home }: FolderEnvironment,
  xdg: string,
  unix: string,
  windows: string,
): string | null {
  const set = env[xdg] || (process.platform === 'win32' ? env[windows] : '');
  const base = set || (home === null ? null : join(home, unix));
  return base === null ? null : join(base, 'awswhitelist');
}

/** Where the person's config files are; null: there is no such place. */
const configFolder = (place: FolderEnvironment): string | null =>
  resolveFolder(place, 'XDG_CONFIG_HOME', '.config', 'APPDATA');

/** Where the sandbox keeps its state; null: there is no such place. */
export const stateFolder = (place: FolderEnvironment): string | null =>
  resolveFolder(place, 'XDG_STATE_HOME', '.local/state', 'LOCALAPPDATA');

/** A relative name is tried from the working directory, then in the person's config folder. */
export function configCandidates(name: string, place: FolderEnvironment & Pick<Io, 'cwd'>): string[] {
  if (isAbsolute(name)) return [name];
  const folder = configFolder(place);
  return [resolve(place.cwd, name), ...(folder === null ? [] : [join(folder, name)])];
}
