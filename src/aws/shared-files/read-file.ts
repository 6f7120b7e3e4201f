import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { escapeUnprintable } from '#core/text/escape.ts';
import { redactSecretLike } from '#core/text/redact.ts';
import { type IniFile, parseIni } from './ini.ts';

export type FileKind = 'config' | 'credentials';

/** One of the two files, as it is at this moment. */
export interface SharedFile extends IniFile {
  readonly kind: FileKind;
  /** For people: `~/.aws/config`. */
  readonly shown: string;
  /** The paths by which the SDK asks for it: as the environment says it, and with the home folder written out. */
  readonly paths: readonly string[];
  /** Why nothing of it could be read, as a clause; null: it was read, or there is none. */
  readonly unreadable: string | null;
}

const VARIABLES = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' } as const;

/** As the SDK finds it (getHomeDir of @smithy/core), since both have to read the same files. */
function findHome(): string | null {
  const { HOME, USERPROFILE, HOMEPATH, HOMEDRIVE = 'C:\\' } = process.env;
  const set = HOME || USERPROFILE || (HOMEPATH ? `${HOMEDRIVE}${HOMEPATH}` : '');
  if (set) return set;
  try {
    return homedir();
  } catch {
    // A process may run as a user without an entry in the system's list.
    return null;
  }
}

/** Reads and parses one of them. What is not there is empty. Never rejects. */
export async function readSharedFile(kind: FileKind): Promise<SharedFile> {
  const home = findHome();
  const set = process.env[VARIABLES[kind]];
  const standard = home === null ? null : join(home, '.aws', kind);
  const path = set || standard;
  const shown = set ? escapeUnprintable(redactSecretLike(set), 200) : `~/.aws/${kind}`;
  if (path === null) return { kind, shown, paths: [], unreadable: null, sections: [], problems: [] };
  const written = path.startsWith('~/') && home !== null ? join(home, path.slice(2)) : path;
  const { text, unreadable } = await readText(written);
  return { kind, shown, paths: [...new Set([path, written])], unreadable, ...parseIni(text) };
}

type Content = Pick<SharedFile, 'unreadable'> & { readonly text: string };

async function readText(path: string): Promise<Content> {
  const nothing = (unreadable: string | null): Content => ({ text: '', unreadable });
  try {
    const bytes = await readFile(path);
    const [first, second] = bytes;
    const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    // Without a byte order mark, every other byte of plain text is zero.
    if (isUtf16 || bytes.subarray(0, 200).includes(0)) return nothing('is in UTF-16: save it as UTF-8');
    return { text: bytes.toString('utf8').replace(/^\uFEFF/, ''), unreadable: null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return nothing(code === 'ENOENT' || code === 'ENOTDIR' ? null : `cannot be read (${code})`);
  }
}
