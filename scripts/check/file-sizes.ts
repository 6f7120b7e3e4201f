import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder } from '../lib/files.ts';
import { root } from '../lib/root.ts';
import type { Gate } from './gate.ts';

const usualLimit = 150;
const hardLimit = 300;

/** Files between the two limits, each with its reason; above the second there is no excuse. Tests have the second. */
const exceptions: Readonly<Record<string, string>> = {
  'src/transports/json-rpc-connection.ts':
    'the turns of one dialogue, which share its table of open requests',
  'src/core/policy/settings.ts': 'the whole policy in one table, to be read from top to bottom',
  'src/sandbox/seed/seed.ts': 'one account, told from top to bottom: data more than code',
  'src/sandbox/service.ts': 'the one path that every request takes, in its order',
};

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
