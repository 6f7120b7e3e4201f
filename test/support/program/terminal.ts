import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Io } from '#cli/terminal/io.ts';
import { main } from '#cli/main.ts';

export interface TerminalRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A person's terminal with folders of its own, until the test ends. */
export interface Terminal {
  readonly folder: string;
  readonly run: (...argv: string[]) => Promise<TerminalRun>;
  readonly write: (name: string, text: string) => void;
}

export function openTerminal(more: Partial<Io> = {}): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-terminal-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    folder,
    write: (name, text) => writeFileSync(join(folder, name), text),
    async run(...argv) {
      const written = { out: '', err: '' };
      const code = await main(argv, {
        env: { XDG_STATE_HOME: join(folder, 'state'), XDG_CONFIG_HOME: join(folder, 'config') },
        home: folder,
        cwd: folder,
        user: 'jo',
        warnings: [],
        input: Readable.from([]),
        errWidth: () => null,
        isInteractive: false,
        ask: null,
        stop: new AbortController().signal,
        takeSignals: () => () => {},
        ...more,
        out: (text) => (written.out += text),
        err: (text) => (written.err += text),
      });
      return { code, ...written };
    },
  };
}
