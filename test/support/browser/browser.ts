import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function programOnPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);
  // Fails rather than skips: a check that silently does not run is none.
  if (found === undefined) throw new Error('No chromium on the PATH: see .ci/browser');
  return found;
}

/** The machine's own browser, without a window. Every name but `*.test` is unknown to it; those mean this machine. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: programOnPath(),
    args: ['--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
