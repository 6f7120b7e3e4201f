import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { roundsOf } from '#test/support/harness/test-size.ts';
import { startSandbox, type Sandbox } from '#sandbox/index.ts';
import { freshEnvironment, startProgram } from '#test/support/program/program.ts';
import { createAddresses, filterChanges, listRules } from './setup.ts';

/** So many kills, some at once; each way has a sandbox of its own. */
const KILLS = roundsOf({ full: 50, short: 9 });
const WAYS = KILLS === 50 ? 5 : 3;
const RULES = 40;

/** What a request takes on the way: long enough that some kills come between two of them. Milliseconds. */
const ON_THE_WAY = 100;

interface Answer {
  readonly rules: readonly {
    readonly cidr: string;
    readonly from_port: number;
    readonly state: string;
    readonly security_group_id: string;
  }[];
}

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

/** The call to its end: nothing missing, nothing twice, nothing else touched, and each rule told for what it was. */
async function whole(sandbox: Sandbox, call: readonly string[], env: Record<string, string>) {
  const [seed, before] = [await seedOf(), await listRules(sandbox)];
  const { code, stdout } = await startProgram(call, { env }).ended;
  expect(code).toBe(0);
  const after = await listRules(sandbox);
  expect(new Set(after).size).toBe(after.length);
  expect(after.filter((rule) => seed.includes(rule))).toEqual(seed);
  const { rules } = JSON.parse(stdout) as Answer;
  const told = (state: string) =>
    rules
      .filter((rule) => rule.state === state)
      .map(({ cidr, from_port: port, security_group_id: id }) => `${id} tcp ${port}-${port} ${cidr}`)
      .sort();
  const own = (lines: readonly string[]) => lines.map((line) => line.slice(line.indexOf(' ') + 1)).sort();
  expect(told('already_present')).toEqual(own(before.filter((rule) => !seed.includes(rule))));
  expect(told('added')).toEqual(own(after.filter((rule) => !before.includes(rule))));
  expect(rules).toHaveLength(RULES);
  expect(after).toHaveLength(seed.length + RULES);
  return before.length - seed.length;
}

let seedRules: readonly string[] | undefined;
async function seedOf(): Promise<readonly string[]> {
  if (seedRules) return seedRules;
  const sandbox = await startSandbox();
  seedRules = await listRules(sandbox);
  await sandbox.close();
  return seedRules;
}

it('[many.killed] a call that is killed at any moment is finished by the same call again', async () => {
  const random = randomFrom(7);
  const found = { nothing: 0, part: 0, all: 0 };
  await seedOf();
  const way = async () => {
    let under = 0;
    const sandbox = await startSandbox({
      async onRequest() {
        under += 1;
        await sleep(ON_THE_WAY * (0.5 + random()));
        under -= 1;
      },
    });
    onTestFinished(() => sandbox.close());
    const env = freshEnvironment(sandbox.environment());
    // More groups than are changed at once.
    const { regions } = await sandbox.state();
    const groups = (regions['us-east-1']?.groups ?? []).map(({ id }) => id);
    const call = ['add', '--ip-addresses', createAddresses(RULES / groups.length).join()];
    call.push('--targets', groups.join(), '--port', '8443', '--json');
    /** Of the last run, since the machine has other things to do as well. */
    let duration = 0;
    const measured = async () => {
      const begun = performance.now();
      const there = await whole(sandbox, call, env);
      duration = performance.now() - begun;
      return there;
    };
    await measured();
    for (let kill = 0; kill < KILLS / WAYS; kill += 1) {
      await sandbox.reset();
      const { child, ended } = startProgram(call, { env });
      await sleep(duration * random());
      child.kill('SIGKILL');
      await ended;
      // What had left the process by then is carried out by AWS all the same.
      while (under > 0) await sleep(5);
      await sleep(5);
      const there = await measured();
      found[there === 0 ? 'nothing' : there === RULES ? 'all' : 'part'] += 1;
    }
    expect(filterChanges(sandbox).every(({ errorCode }) => errorCode === null)).toBe(true);
  };
  await Promise.all(Array.from({ length: WAYS }, way));
  // The moments were met: before the change, in its middle and after it.
  if (KILLS === 50) {
    expect(found.nothing).toBeGreaterThan(0);
    expect(found.part).toBeGreaterThan(0);
  }
  expect(found.nothing + found.part + found.all).toBe(KILLS);
  process.stdout.write(`killed: ${JSON.stringify(found)}\n`);
}, 180_000);
