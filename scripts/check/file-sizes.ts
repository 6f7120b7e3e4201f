import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder } from '../lib/files.ts';
import { root } from '../lib/root.ts';
import type { Gate } from './gate.ts';

const usualLimit = 250;
const hardLimit = 300;

/** Files between the two limits, each with its reason; above the second there is no excuse. Tests have the second. */
const exceptions: Readonly<Record<string, string>> = {};

export const fileSizes: Gate = {
  name: 'file sizes',
  run() {
    const long = filesUnder('src')
      .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (path.endsWith('.test.ts') ? hardLimit : usualLimit));
    const stale = Object.keys(exceptions).filter((path) => !long.some((file) => file.path === path));
    const complaints = [
      ...long
        .filter(({ lines }) => lines > hardLimit)
        .map(({ path, lines }) => `${path}: ${lines}, over ${hardLimit}`),
      ...long
        .filter(({ path, lines }) => lines <= hardLimit && exceptions[path] === undefined)
        .map(
          ({ path, lines }) =>
            `${path}: ${lines}, over ${usualLimit}: split it, or give the reason in file-sizes.ts`,
        ),
      ...stale.map((path) => `${path}: no longer over ${usualLimit}, its reason can go`),
    ];
    const note =
      long.map(({ path, lines }) => `${path} ${lines}`).join(', ') || `none over ${usualLimit} lines`;
    return Promise.resolve({ ok: complaints.length === 0, note, output: complaints.join('\n') });
  },
};
