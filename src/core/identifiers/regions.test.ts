import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { toWhitelistError } from '#core/errors/errors.ts';
import { KNOWN_REGIONS, suggestRegion, parseRegion } from './regions.ts';

function guidance(value: unknown) {
  try {
    parseRegion(value);
  } catch (error) {
    return toWhitelistError(error).report().guidance;
  }
  return null;
}

it("knows the regions of the SDK's partitions, and no other", () => {
  const core = dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json'));
  const file = join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js');
  // Each region is a key with an object; the pseudo regions (aws-global …) have no number.
  const named = [...readFileSync(file, 'utf8').matchAll(/"([a-z]+(?:-[a-z]+)+-\d+)": \{/g)].map((m) => m[1]);
  expect(named.length).toBeGreaterThan(30);
  expect([...KNOWN_REGIONS].sort()).toEqual(named.sort());
});

it('takes every known region, and one that is new', () => {
  for (const region of KNOWN_REGIONS) expect(suggestRegion(parseRegion(region))).toBeNull();
  expect(suggestRegion(parseRegion('xx-nowhere-12'))).toBeNull();
});

it.each([
  ['us-eats-1', 'us-east-1'],
  ['eu-west-4', 'eu-west-1'],
  ['eu-centrall-1', 'eu-central-1'],
])('lets %s through, and knows that %s may be meant', (given, meant) => {
  expect(suggestRegion(parseRegion(given))).toBe(meant);
});

it.each([
  ['us-east-1a', 'us-east-1'],
  ['US-EAST-1', 'us-east-1'],
  ['us-east1', 'us-east-1'],
  [' eu-west-1', 'eu-west-1'],
])('[input.region-malformed] refuses %j, and names %s', (given, near) => {
  expect(guidance(given)).toEqual([`The nearest known region is ${near}.`]);
});

it.each([
  '',
  'Frankfurt',
  'us-east-1.evil.example',
  'us-east-1/',
  'us-east-1\n',
  'us--1',
  null,
  undefined,
  1,
  ['us-east-1'],
])('[input.region-malformed] refuses %j', (given) => {
  expect(guidance(given)).not.toBeNull();
  expect(() => parseRegion(given, 'credentials.region')).toThrow(/^Invalid credentials\.region: got /);
});
