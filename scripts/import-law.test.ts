import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './lib/root.ts';
import { runNode } from './lib/run.ts';

/** A small house with one breach per file: path → text. */
const house: Readonly<Record<string, string>> = {
  'src/bin.ts': `void import('./cli/main.ts');`,
  'src/cli/main.ts': `import { open } from '../transports/open.ts';\nexport const main = open;`,
  'src/transports/open.ts': `import '@modelcontextprotocol/server';\nexport const open = 1;`,
  'src/tools/lawful.ts': `import { z } from 'zod';\nimport { a } from '../core/lawful.ts';\nexport const t = [z, a];`,
  'src/core/lawful.ts': `import { isIP } from 'node:net';\nexport const a = isIP;\nexport interface A { b: 1 }`,
  'src/core/lawful.test.ts': `import { it } from 'vitest';\nimport { a } from './lawful.ts';\nit('a', () => void a);`,
  // The breaches.
  'src/core/looks-up.ts': `import type { t } from '../tools/lawful.ts';\nexport type T = typeof t;`,
  'src/core/looks-up-dynamically.ts': `export const t = () => import('../tools/lawful.ts');`,
  'src/core/reads-files.ts': `import { readFileSync } from 'node:fs';\nexport const r = readFileSync;`,
  'src/core/uses-a-package.ts': `import { z } from 'zod';\nexport const s = z;`,
  'src/core/circle-a.ts': `export const a = () => import('./circle-b.ts');`,
  'src/core/circle-b.ts': `import { a } from './circle-a.ts';\nexport const b = a;`,
  'src/core/type-circle-a.ts': `import type { B } from './type-circle-b.ts';\nexport type A = B | 1;`,
  'src/core/type-circle-b.ts': `import type { A } from './type-circle-a.ts';\nexport type B = A | 2;`,
  'src/core/far.test.ts': `import { t } from '../tools/lawful.ts';\nvoid t;`,
  'src/sandbox/shares-core.ts': `import type { A } from '../core/lawful.ts';\nexport type B = A;`,
  'src/config/sees-its-floor.ts': `import { write } from '../log.ts';\nexport const w = write;`,
  'src/log.ts': `export const write = 1;`,
  'src/tools/calls-aws.ts': `import { EC2Client } from '@aws-sdk/client-ec2';\nexport const c = EC2Client;`,
  'src/tools/speaks-mcp.ts': `import type { Tool } from '@modelcontextprotocol/server';\nexport type T = Tool;`,
  'src/aws/knows-a-test.ts': `import '../../test/support/thing.ts';`,
  'test/support/thing.ts': `export {};`,
  'src/garage/new-room.ts': `import { a } from '../core/lawful.ts';\nexport const g = a;`,
};

/** Folders beside one another: those of each pair need each other, through files that do not. */
const folders: Readonly<Record<string, string>> = {
  'src/core/plain/a.ts': `import { b } from '../needed/b.ts';\nexport const a = b;`,
  'src/core/needed/b.ts': `export const b = 1;`,
  'src/core/needed/b.test.ts': `import { a } from '../plain/a.ts';\nvoid a;`,
  'src/core/value-1/a.ts': `import { d } from '../value-2/d.ts';\nexport const a = d;`,
  'src/core/value-1/b.ts': `export const b = 1;`,
  'src/core/value-2/c.ts': `import { b } from '../value-1/b.ts';\nexport const c = b;`,
  'src/core/value-2/d.ts': `export const d = 1;`,
  'src/core/type-1/a.ts': `import { d } from '../type-2/d.ts';\nexport const a = d;`,
  'src/core/type-1/b.ts': `export type B = 1;`,
  'src/core/type-2/c.ts': `import type { B } from '../type-1/b.ts';\nexport type C = B;`,
  'src/core/type-2/d.ts': `export const d = 1;`,
  'src/core/dynamic-1/a.ts': `import { d } from '../dynamic-2/d.ts';\nexport const a = d;`,
  'src/core/dynamic-1/b.ts': `export const b = 1;`,
  'src/core/dynamic-2/c.ts': `export const c = () => import('../dynamic-1/b.ts');`,
  'src/core/dynamic-2/d.ts': `export const d = 1;`,
};

const resultSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** A cruise takes a second or two, and many times that on a machine that has much else to do. */
const LIMIT_MS = 60_000;

const homes: string[] = [];

/** The rules that files, or folders, of a house break. */
async function breachesOf(files: Readonly<Record<string, string>>, config: string) {
  const home = mkdtempSync(join(tmpdir(), 'awswhitelist-law-'));
  homes.push(home);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  for (const file of ['.dependency-cruiser.cjs', config, 'tsconfig.json', 'package.json']) {
    cpSync(join(root, file), join(home, file));
  }
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  const tops = new Set(Object.keys(files).map((path) => path.split('/', 1).join()));
  const args = ['--config', config, '--output-type', 'json', ...tops];
  const { stdout } = await runNode(join(root, 'node_modules/.bin/depcruise'), args, home);
  const breaches = new Map<string, string[]>();
  for (const { from, rule } of resultSchema.parse(JSON.parse(stdout)).summary.violations) {
    breaches.set(from, [...(breaches.get(from) ?? []), rule.name]);
  }
  return breaches;
}

afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

describe('the import law', () => {
  let breaches = new Map<string, string[]>();

  beforeAll(async () => {
    breaches = await breachesOf(house, '.dependency-cruiser.cjs');
  }, LIMIT_MS);

  it.each([
    ['a type-only import of an upper floor', 'src/core/looks-up.ts', 'room-core'],
    ['a dynamic import of an upper floor', 'src/core/looks-up-dynamically.ts', 'room-core'],
    ['core reading files', 'src/core/reads-files.ts', 'room-core'],
    ['core using a package', 'src/core/uses-a-package.ts', 'room-core'],
    ['a circle through a dynamic import', 'src/core/circle-a.ts', 'no-circle'],
    ['a circle of types', 'src/core/type-circle-a.ts', 'no-circle'],
    ['a test of core that reaches for tools', 'src/core/far.test.ts', 'test-in-room-core'],
    ['the sandbox sharing core', 'src/sandbox/shares-core.ts', 'room-sandbox'],
    ['rooms of one floor seeing each other', 'src/config/sees-its-floor.ts', 'room-config'],
    ['the AWS SDK outside aws', 'src/tools/calls-aws.ts', 'room-tools'],
    ['MCP vocabulary below the server', 'src/tools/speaks-mcp.ts', 'room-tools'],
    ['source that knows a test', 'src/aws/knows-a-test.ts', 'no-source-of-a-test'],
    ['a room that the law does not know', 'src/garage/new-room.ts', 'no-unknown-room'],
  ])('refuses %s', (_what, file, rule) => {
    expect(breaches.get(file)).toContain(rule);
  });

  it('lets the lawful part stand', () => {
    const lawful = ['src/bin.ts', 'src/cli/main.ts', 'src/transports/open.ts', 'src/log.ts'];
    for (const file of [...lawful, 'src/tools/lawful.ts', 'src/core/lawful.ts', 'src/core/lawful.test.ts']) {
      expect(breaches.get(file), file).toBeUndefined();
    }
  });
});

describe('the law of folders', () => {
  it(
    'refuses that two need each other, also by a type or a dynamic import, and lets tests reach across',
    async () => {
      const breaches = await breachesOf(folders, '.dependency-cruiser.folders.cjs');
      const pairs = ['value', 'type', 'dynamic'].flatMap((kind) => [
        `src/core/${kind}-1`,
        `src/core/${kind}-2`,
      ]);
      expect(Object.fromEntries(breaches)).toEqual(
        Object.fromEntries(pairs.map((folder) => [folder, ['no-folder-circle']])),
      );
    },
    LIMIT_MS,
  );
});
