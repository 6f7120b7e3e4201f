import { describe, expect, it } from 'vitest';
import { findDeadPaths, listEntries } from './doc-paths.ts';

const entries = listEntries([
  '.ci/run',
  'README.md',
  'docs/grants.md',
  'src/core/network/cidr.ts',
  'src/core/network/address.ts',
  'src/server.ts',
  'test/evals/table.ts',
  'test/evals/ports.rows.ts',
]);
const dead = (text: string, path = 'docs/page.md') => findDeadPaths({ path, text }, entries);

describe('paths in pages', () => {
  it.each([
    'src/core/network/cidr.ts',
    'core/network/cidr.ts',
    'cidr.ts',
    'src/core/',
    'src/core',
    'network/',
    'grants.md',
    '.ci/run',
    'src/**/*.ts',
    'src/core/network/<its-name>.ts',
    '*.rows.ts',
  ])('%s is there', (path) => {
    expect(dead(`See \`${path}\`.`)).toEqual([]);
  });

  it.each([
    ['core/cidr.ts', 'src/core/network/cidr.ts'],
    ['src/cidr.ts', 'src/core/network/cidr.ts'],
    ['core/network/adress.ts', 'src/core/network/address.ts'],
    ['adress.ts', 'src/core/network/address.ts'],
    ['src/cor/', 'src/core/'],
    ['.ci/runs', '.ci/run'],
  ])('%s is not, and %s is the nearest', (path, near) => {
    expect(dead(`One\ntwo \`server.ts\`, three \`${path}\`.`)).toEqual([
      `docs/page.md:2: ${path} is not there; nearest: ${near}`,
    ]);
  });

  it('are none where nothing fits a pattern', () => {
    expect(dead('`test/*.rows.ts`')).toHaveLength(1);
  });

  it('are looked for beside the page too', () => {
    expect(dead('`evals/table.ts`', 'test/README.md')).toEqual([]);
    expect(dead('`evals/table.ts`')).toHaveLength(1);
  });

  it.each([
    'whitelist/check',
    'tools/list',
    '203.0.113.7/32',
    '~/.config/me.ts',
    'config.json',
    'npm run x/',
  ])('are not %s', (text) => {
    expect(dead(`\`${text}\``)).toEqual([]);
  });

  it('are not looked for in fences', () => {
    expect(dead('```sh\ncat `src/gone.ts`\n```\n`src/gone.ts`')).toEqual([
      'docs/page.md:4: src/gone.ts is not there; nearest: src/server.ts',
    ]);
  });
});
