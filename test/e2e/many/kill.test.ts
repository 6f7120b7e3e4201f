import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts';
import { freshEnvironment, startProgram } from '../../support/program.ts';
import { addresses, HERE, onTheWay, rulesOf } from './scene.ts';

/** So many kills, some at once; each way has a sandbox of its own. */
const KILLS = 50;
const WAYS = 5;

const CALL = [
  'add',
  '--ip-addresses',
  addresses(20).join(),
  '--targets',
  HERE.join(),
  '--port',
  '8443',
  '--json',
];

/** The same moments in each run of the test (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function whole(sandbox: Sandbox, env: Record<string, string>, before: readonly string[]) {
  const { code, stdout } = await startProgram(CALL, { env }).ended;
  expect(code).toBe(0);
  const after = await rulesOf(sandbox);
  const added = after.filter((rule) => !before.includes(rule));
  // Nothing missing, nothing twice, nothing else touched.
  expect(added).toHaveLength(40);
  expect(after).toHaveLength(before.length + 40);
  expect(new Set(after).size).toBe(after.length);
  return (JSON.parse(stdout) as { rules: { state: string }[] }).rules.map(({ state }) => state);
}

it('[many.killed] a call that is killed at any moment is finished by the same call again', async () => {
  const random = randomFrom(7);
  const found = { nothing: 0, part: 0, all: 0 };
  const way = async () => {
    const sandbox = await startSandbox({ onRequest: onTheWay });
    const env = freshEnvironment(sandbox.environment());
    const before = await rulesOf(sandbox);
    const begun = performance.now();
    await whole(sandbox, env, before);
    const duration = performance.now() - begun;
    for (let kill = 0; kill < KILLS / WAYS; kill += 1) {
      await sandbox.reset();
      const { child, ended } = startProgram(CALL, { env });
      // Most of the time goes by before anything is sent: the second half of it is where it matters.
      await sleep(duration * (0.45 + 0.55 * random()));
      child.kill('SIGKILL');
      await ended;
      const states = await whole(sandbox, env, before);
      const there = states.filter((state) => state === 'already_present').length;
      found[there === 0 ? 'nothing' : there === 40 ? 'all' : 'part'] += 1;
    }
    await sandbox.close();
  };
  await Promise.all(Array.from({ length: WAYS }, way));
  // The moments were met: before the change, and after it or in its middle.
  expect(found.nothing).toBeGreaterThan(0);
  expect(found.part + found.all).toBeGreaterThan(0);
}, 180_000);
