import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxError } from '#sandbox/protocol/errors.ts';

/** Milliseconds. A holder keeps the lock for one small write, so one this old belongs to a process that died. */
const STALE_AFTER_MS = 5_000;
const GIVE_UP_AFTER_MS = 15_000;
const RETRY_EVERY_MS = 10;

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function tryCreate(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    // Windows answers EPERM for a file that is just being deleted.
    if (hasCode(error, 'EEXIST', 'EPERM')) return false;
    throw error;
  }
}

function isStale(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > STALE_AFTER_MS;
  } catch {
    return false;
  }
}

/**
 * Takes a dead process's lock away. Guarded by a lock of its own: of two waiters who both saw the stale lock,
 * the second could otherwise remove the fresh one that the first has just made.
 */
function breakStale(path: string): void {
  const guard = `${path}.break`;
  if (!tryCreate(guard)) return;
  try {
    if (isStale(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Runs synchronous work while holding a lock file, so that processes sharing a file take turns.
 *
 * @throws SandboxError after 15 s of waiting
 */
export async function withFileLock<T>(path: string, work: () => T): Promise<T> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  while (!tryCreate(path)) {
    if (Date.now() > deadline) {
      throw new SandboxError(`The sandbox's state stays locked: if no sandbox is running, delete ${path}`);
    }
    if (isStale(path)) breakStale(path);
    await sleep(RETRY_EVERY_MS + Math.random() * RETRY_EVERY_MS);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}
