import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { startSandbox } from '#sandbox/index.ts';
import { BENCH_CASES, type BenchCase, prepare } from './bench/cases.ts';
import { root } from './lib/root.ts';

/** `npm run bench`: how long a server keeps its other clients waiting at most, at the limits of what it takes. */

/** What no call should go beyond: milliseconds. */
const AIM_MS = 50;

const ROUNDS = 3;

const sandbox = await startSandbox();
await sandbox.setResources({ rulesPerGroup: 5_000 });
const server = spawn(
  process.execPath,
  ['--require', join(root, 'scripts/bench/probe.cjs'), join(root, 'dist/bin.cjs')],
  {
    stdio: ['pipe', 'pipe', 'ignore', 'ipc'],
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...sandbox.environment() },
  },
);
const { stdin, stdout } = server;
if (!stdin || !stdout) throw new Error('a server without streams');
const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();

async function call({ method, params }: Pick<BenchCase, 'method' | 'params'>, id: number) {
  const line = JSON.stringify({ jsonrpc: '2.0', id, method, params });
  stdin?.write(`${line}\n`);
  const next: { readonly value?: unknown } = await lines.next();
  const { value } = next;
  if (typeof value !== 'string') throw new Error('the server has ended');
  return { line, answer: value };
}

async function ask(child: ChildProcess, question: 'reset' | 'read'): Promise<number> {
  const answered = once(child, 'message');
  child.send(question);
  const messages: unknown = await answered;
  const [message] = z.array(z.unknown()).parse(messages);
  return z.object({ longest: z.number() }).parse(message).longest;
}

function timeParsing(text: string): number {
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    JSON.parse(text);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[7] ?? 0;
}

process.stdout.write('longest block  ratio to parsing the longer line\n');
for (const one of BENCH_CASES) {
  await prepare(sandbox, one);
  // The first call loads what it needs.
  await call(one, 0);
  const blocks: number[] = [];
  let [line, answer] = ['', ''];
  for (let round = 1; round <= ROUNDS; round += 1) {
    await ask(server, 'reset');
    ({ line, answer } = await call(one, round));
    blocks.push(await ask(server, 'read'));
  }
  const longest = blocks.sort((a, b) => a - b)[1] ?? 0;
  const ratio = longest / timeParsing(line.length > answer.length ? line : answer);
  const mark = longest > AIM_MS ? '  beyond the aim' : '';
  process.stdout.write(
    `${longest.toFixed(1).padStart(10)} ms  ${ratio.toFixed(1).padStart(6)}  ${one.name}${mark}\n`,
  );
}
process.stdout.write(`The aim is ${AIM_MS} ms on a machine that has nothing else to do.\n`);
server.kill();
await sandbox.close();
