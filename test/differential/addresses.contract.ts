import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatCidr, parseCidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { DIFFERENCES, type Answer, type PythonAnswer } from './address-differences.ts';
import { addressTexts } from './address-texts.ts';

const COUNT = 100_000;
const SEED = 20261123;
const SCRIPT = fileURLToPath(new URL('./addresses.py', import.meta.url));

const texts = addressTexts(COUNT, SEED);
let answers: (PythonAnswer | null)[];

beforeAll(() => {
  const { status, stdout, stderr, error } = spawnSync(process.env['CONTRACT_PYTHON'] || 'python3', [SCRIPT], {
    input: texts.map((text) => `${JSON.stringify(text)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 120_000,
  });
  if (status !== 0) throw error ?? new Error(stderr);
  answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const answer: PythonAnswer | null = JSON.parse(line);
      return answer;
    });
}, 150_000);

function ours(text: string): Answer | null {
  try {
    const { cidr, hostBitsCleared } = parseCidr(text);
    return {
      family: cidr.family,
      network: String(cidr.network),
      prefix: cidr.prefix,
      text: formatCidr(cidr),
      hostBits: hostBitsCleared,
    };
  } catch (error) {
    // Anything but a refusal is a defect.
    if (error instanceof WhitelistError && error.code === 'invalid_input') return null;
    throw error;
  }
}

const differenceOf = (text: string, python: PythonAnswer | null) =>
  python === null ? undefined : DIFFERENCES.find(({ applies }) => applies(text, python));

function expected(text: string, python: PythonAnswer | null): Answer | null {
  const difference = differenceOf(text, python);
  if (python === null) return null;
  if (difference !== undefined) return difference.ours(python);
  const { family, network, prefix, text: canonical, hostBits } = python;
  return { family, network, prefix, text: canonical, hostBits };
}

describe("addresses as Python's ipaddress reads them", () => {
  it('are asked about in full', () => {
    expect([texts.length, answers.length]).toEqual([COUNT, COUNT]);
    expect(new Set(texts).size).toBeGreaterThan(COUNT * 0.9);
  });

  it('are accepted, refused and written alike, but for the differences that are meant', () => {
    const wrong = texts
      .map((text, i) => ({
        text,
        ours: ours(text),
        expected: expected(text, answers[i] ?? null),
        python: answers[i],
      }))
      .filter((row) => JSON.stringify(row.ours) !== JSON.stringify(row.expected));
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('are a healthy mixture: of both families, accepted and refused', () => {
    const accepted = texts.map(ours).filter((answer) => answer !== null);
    expect(accepted.length).toBeGreaterThan(COUNT * 0.2);
    expect(accepted.length).toBeLessThan(COUNT * 0.8);
    for (const family of [4, 6]) {
      expect(accepted.filter((answer) => answer.family === family).length).toBeGreaterThan(COUNT * 0.1);
    }
    expect(accepted.filter(({ hostBits }) => hostBits).length).toBeGreaterThan(COUNT * 0.05);
  });

  it.each(DIFFERENCES)('differ as is meant in: $name', (difference) => {
    const met = texts.filter((text, i) => differenceOf(text, answers[i] ?? null) === difference);
    expect(met.length).toBeGreaterThan(10);
  });
});
