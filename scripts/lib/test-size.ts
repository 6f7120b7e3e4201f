import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { filesUnder } from './files.ts';
import { root } from './root.ts';

// Long tables and costly properties have a short form, which `npm test` runs: test/support/harness/test-size.ts.

/** Ends the title of a test, or of a group of tests, that the short form leaves out. */
export const LEFT_OUT = ' (left for the full run)';

/** `AWSWHITELIST_LEFT_OUT`: where tests write down, line by line, what they do less often than at full size. */
export const ROUNDS_LOG = join(root, 'reports/left-out.jsonl');

const roundsSchema = z.object({ file: z.string(), full: z.number(), short: z.number() });

/** What was done less often in the last `npm test`. */
export function readShortRounds(): z.infer<typeof roundsSchema>[] {
  if (!existsSync(ROUNDS_LOG)) return [];
  const lines = readFileSync(ROUNDS_LOG, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const rounds = roundsSchema.parse(JSON.parse(line));
    return { ...rounds, file: relative(root, rounds.file) };
  });
}

/** The parts of the full run, by the folders of their test files; a file belongs to the first that holds it. */
export const FULL_PARTS = {
  properties: 'src/',
  canary: 'test/canary/',
  e2e: 'test/e2e/',
  integration: 'test/',
} as const;

export type FullPart = keyof typeof FULL_PARTS;

export const isFullPart = (name: string): name is FullPart => Object.hasOwn(FULL_PARTS, name);

/** The test files of a part that have a short form. */
export function filesWithShortForm(part: FullPart): string[] {
  const partOf = (file: string) =>
    Object.entries(FULL_PARTS).find(([, folder]) => file.startsWith(folder))?.[0];
  return ['src', 'test']
    .flatMap(filesUnder)
    .filter((file) => file.endsWith('.test.ts') && partOf(file) === part)
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('/harness/test-size.ts'));
}
