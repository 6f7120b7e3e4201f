import { isAbsolute } from 'node:path';

interface UserInfo {
  readonly username: string;
  readonly homedir: string | null;
}

/** What the operating system says of whoever runs the program; a function throws where it says nothing. */
export interface PersonSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: () => string;
  readonly userInfo: () => UserInfo;
  readonly cwd: () => string;
  /** Undefined where there are no such numbers. */
  readonly getuid: (() => number) | undefined;
}

export interface Person {
  /** An absolute path; null: there is none. */
  readonly home: string | null;
  /** Whether what reads HOME by itself would find another one than `home`, or throw. */
  readonly isHomeReplaced: boolean;
  readonly cwd: string;
  readonly user: string;
}

/** A container may run under a number that has neither a name nor a home: what works without them goes on. */
export function findPerson({ env, homedir, userInfo, cwd, getuid }: PersonSources): Person {
  const entry = attempt(userInfo);
  const named = attempt(homedir);
  const home = [named, entry?.homedir].find((path) => path && isAbsolute(path)) ?? null;
  const names = [entry?.username, env['USER'], env['LOGNAME'], env['USERNAME']];
  const uid = getuid?.();
  return {
    home,
    isHomeReplaced: home === null || home !== named,
    cwd: attempt(cwd) ?? '/',
    user: names.find(Boolean) ?? (uid === undefined ? 'unknown' : `uid-${uid}`),
  };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
