import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../scripts/lib/run.ts';
import { interopProgram } from '#test/interop/environment.ts';

const SUITE = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol/conformance');

export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

/** Every server scenario that the suite runs for a revision: the required ones, and those it does not count. */
export function scenariosOf(revision: string): string[] {
  const text = readFileSync(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8');
  const [, required = '', uncounted = ''] = /^server:\n(.*?)\n\n.*^not_scored:\n(.*)/ms.exec(text) ?? [];
  return [
    ...[...required.matchAll(/^ {2}- (\S+)$/gm)].map(([, name = '']) => name),
    ...[...uncounted.matchAll(/^ {2}- scenario: (\S+)\n {4}leg: server$/gm)].map(([, name = '']) => name),
  ];
}

/**
 * Runs the suite against a server.
 *
 * @returns the checks by scenario; whether they are good enough is for the caller
 */
export async function runSuite(url: string, revision: string): Promise<ReadonlyMap<string, Check[]>> {
  const results = mkdtempSync(join(tmpdir(), 'awswhitelist-conformance-'));
  try {
    const words = ['server', '--url', url, '--requirements', revision, '--output-dir', results];
    const { output } = await run(
      interopProgram('node22'),
      [join(SUITE, 'dist/index.js'), ...words],
      import.meta.dirname,
    );
    if (!output.includes('=== SUMMARY ===')) throw new Error(`The suite broke off:\n${output.slice(-4_000)}`);
    return new Map(
      readdirSync(results).map((folder) => {
        const [, scenario = folder] = /^server-(.+)-\d{4}-\d\d-\d\dT[^T]+$/.exec(folder) ?? [];
        const checks: unknown = JSON.parse(readFileSync(join(results, folder, 'checks.json'), 'utf8'));
        return [scenario, checks as Check[]];
      }),
    );
  } finally {
    rmSync(results, { recursive: true, force: true, maxRetries: 3 });
  }
}
