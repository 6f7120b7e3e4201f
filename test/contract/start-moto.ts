import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { contractProgram } from './environment.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    motoEndpoint: string;
  }
}

/** Milliseconds; moto loads most of its services at the first request. */
const START_TIMEOUT_MS = 60_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function isAnswering(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

async function waitFor(endpoint: string, moto: ChildProcess, said: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isAnswering(endpoint))) {
    if (moto.exitCode !== null) throw new Error(`moto_server ended with ${moto.exitCode}:\n${said()}`);
    if (Date.now() > deadline) throw new Error(`moto_server did not answer within a minute:\n${said()}`);
    await sleep(100);
  }
}

/**
 * Gives the suite a moto: the one at `MOTO_ENDPOINT`, or one of its own on a free loopback port, which ends with
 * the suite.
 */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const given = process.env['MOTO_ENDPOINT'];
  if (given !== undefined && given !== '') {
    project.provide('motoEndpoint', given);
    return undefined;
  }
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const moto = spawn(contractProgram('moto_server'), ['-H', '127.0.0.1', '-p', String(port)]);
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000);
  };
  moto.stdout.on('data', keep);
  moto.stderr.on('data', keep);
  try {
    await waitFor(endpoint, moto, () => output);
  } catch (error) {
    moto.kill();
    throw error;
  }
  project.provide('motoEndpoint', endpoint);
  return () => void moto.kill();
}
