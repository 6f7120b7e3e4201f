import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder } from '../lib/files.ts';
import { root } from '../lib/root.ts';
import type { Gate } from './gate.ts';

const usual = 250;
const most = 300;

/** Files between the two limits, each with its reason; above the second there is no excuse. Tests have the second. */
const reasons: Readonly<Record<string, string>> = {};

export const fileSizes: Gate = {
  name: 'file sizes',
  judge() {
    const long = filesUnder('src')
      .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (path.endsWith('.test.ts') ? most : usual));
    const stale = Object.keys(reasons).filter((path) => !long.some((file) => file.path === path));
    const complaints = [
      ...long.filter(({ lines }) => lines > most).map(({ path, lines }) => `${path}: ${lines}, over ${most}`),
      ...long
        .filter(({ path, lines }) => lines <= most && reasons[path] === undefined)
        .map(
          ({ path, lines }) =>
            `${path}: ${lines}, over ${usual}: split it, or give the reason in file-sizes.ts`,
        ),
      ...stale.map((path) => `${path}: no longer over ${usual}, its reason can go`),
    ];
    const note = long.map(({ path, lines }) => `${path} ${lines}`).join(', ') || `none over ${usual} lines`;
    return Promise.resolve({ ok: complaints.length === 0, note, output: complaints.join('\n') });
  },
};
