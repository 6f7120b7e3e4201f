import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { npm, runNode } from '../../../scripts/lib/run.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The built program as a user gets it: start it with `process.execPath`. */
    packedBin: string;
    /** The command that npm put on the PATH for it. */
    packedCommand: string;
  }
}

const root = join(import.meta.dirname, '../../..');

/** Builds, packs and installs the package once, so that the tests run what a user would get and nothing else. */
export default async function packedProduct(project: TestProject): Promise<() => void> {
  const home = mkdtempSync(join(tmpdir(), 'awswhitelist-packed-'));
  await mustPass('build', runNode('node_modules/.bin/tsx', ['scripts/build.ts'], root));
  await mustPass('npm pack', npm(['pack', '--ignore-scripts', '--pack-destination', home], root));
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball');
  // Offline: a package that needs another one would fail here.
  const install = ['install', '--offline', '--ignore-scripts', '--prefix', home, join(home, tarball)];
  await mustPass('npm install', npm(install, home));
  project.provide('packedBin', join(home, 'node_modules/awswhitelist/dist/bin.cjs'));
  project.provide('packedCommand', join(home, 'node_modules/.bin/awswhitelist'));
  return () => {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  };
}

async function mustPass(step: string, run: ReturnType<typeof runNode>): Promise<void> {
  const { code, output } = await run;
  if (code !== 0) throw new Error(`${step} failed with ${code}:\n${output}`);
}
