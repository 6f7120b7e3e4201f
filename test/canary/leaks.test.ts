import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, inject } from 'vitest';
import { sampleRows, testSampledConcurrently } from '#test/support/harness/test-size.ts';
import { runCase, openCanaryAws, type CanaryCase } from '#test/support/canary/run-case.ts';
import { COMMANDS } from './commands.cases.ts';
import { CRASHES } from './crashes.cases.ts';
import { HOSTILE } from './hostile.cases.ts';
import { LEAKS, type Leak } from './leaks.cases.ts';
import { PAGES } from './page.cases.ts';
import { SOURCES } from './sources.cases.ts';

const world = openCanaryAws();
const CASES: readonly CanaryCase[] = [...SOURCES, ...COMMANDS, ...HOSTILE, ...PAGES, ...CRASHES];

/** A copy of the packed program with the leak in it. */
function leaking({ line, change }: Leak): { readonly bin: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-leak-'));
  const packed = inject('packedBin');
  cpSync(dirname(packed), folder, { recursive: true });
  const bin = join(folder, basename(packed));
  let changed = 0;
  const rewrite = (file: string, by: (text: string) => string) => {
    const text = readFileSync(file, 'utf8');
    if (by(text) !== text) changed += 1;
    writeFileSync(file, by(text));
  };
  if (line !== undefined) rewrite(bin, (text) => text.replace('\n', () => `\n${line}\n`));
  if (change) {
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.cjs')))
      rewrite(join(folder, name), (text) => text.replace(...change));
  }
  expect(changed, 'the leak is in the program').toBe(1);
  return { bin, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

testSampledConcurrently(
  sampleRows(LEAKS, { every: 5, kindsOf: ({ channel }) => [channel] }),
  ({ name }) => `a deliberate leak is found: ${name}`,
  async (leak) => {
    const one = CASES.find(({ name }) => name === leak.by);
    if (!one) throw new Error(`there is no case "${leak.by}"`);
    const { bin, remove } = leaking(leak);
    const findings = await runCase(world(), one, bin).finally(remove);
    const found = findings.map(({ channel, secret }) => `${channel}: ${secret}`);
    expect(found.filter((text) => text.startsWith(leak.channel) && text.includes(leak.secret))).not.toEqual(
      [],
    );
  },
);
