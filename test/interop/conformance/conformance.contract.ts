import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHarness, type Harness } from './http-harness.ts';
import { NOT_PASSED } from './not-passed.ts';
import { runSuite, scenariosOf, type Check } from './suite.ts';

const REVISIONS = ['2025-11-25', '2026-07-28'];

describe.each(REVISIONS)('the official suite, requirements of %s', (revision) => {
  let harness: Harness;
  let results: ReadonlyMap<string, Check[]>;

  beforeAll(async () => {
    harness = await startHarness();
    results = await runSuite(harness.url, revision);
  }, 120_000);

  afterAll(() => harness.close());

  it.each(scenariosOf(revision))('%s', (scenario) => {
    const checks = results.get(scenario) ?? [];
    expect(checks, 'the suite did not run it').not.toEqual([]);
    const bad = checks.filter(({ status }) => status !== 'SUCCESS' && status !== 'INFO');
    const told = bad.map(({ id, errorMessage = '' }) => `${id}: ${errorMessage}`).join('\n');
    // Not passed and not listed fails, and so does listed but passed: the list says what is true today.
    expect([...new Set(bad.map(({ id }) => id))].sort(), told).toEqual(
      [...(NOT_PASSED[scenario]?.checks ?? [])].sort(),
    );
    // Nothing checked is nothing passed.
    if (bad.length === 0) expect(checks.map(({ status }) => status)).toContain('SUCCESS');
  });

  it('runs no scenario that its requirements do not name', () => {
    expect([...results.keys()].sort()).toEqual([...scenariosOf(revision)].sort());
  });
});

it('no scenario is excused that neither set of requirements has', () => {
  const known = REVISIONS.flatMap(scenariosOf);
  expect(Object.keys(NOT_PASSED).filter((scenario) => !known.includes(scenario))).toEqual([]);
});
