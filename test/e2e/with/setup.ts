import { spawn, type ChildProcess } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { expect, inject, onTestFinished } from 'vitest';
import type { Sandbox } from '#sandbox/index.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

export const GROUP = 'sg-0123abcd';
export const WITH = ['with', '198.51.100.7', GROUP, '--port', '8443'];

/** What a command of a test is: JavaScript for Node. */
export const nodeCommand = (script: string) => ['--', process.execPath, '-e', script];

export interface WithRun {
  readonly child: ChildProcess;
  /** Resolves with what is on standard output once this is among it. */
  readonly waitForOutput: (words: string) => Promise<void>;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly out: Buffer;
    readonly err: string;
  }>;
}

export interface WithSetup {
  readonly sandbox: Sandbox;
  /** Starts the packed program without a terminal, whoever runs the tests. */
  readonly start: (...args: readonly string[]) => WithRun;
  /** The descriptions of the rules at the test's port. */
  readonly rules: () => Promise<string[]>;
}

export async function setUpWith(): Promise<WithSetup> {
  const sandbox = await startTestSandbox();
  const env = freshEnvironment(sandbox.environment());
  return {
    sandbox,
    start(...args) {
      const child = spawn(process.execPath, [inject('packedBin'), ...args], { env, detached: true });
      onTestFinished(() => void child.kill('SIGKILL'));
      let soFar = '';
      child.stdout.on('data', (chunk: Buffer) => (soFar += chunk.toString('latin1')));
      const texts = Promise.all([buffer(child.stdout), buffer(child.stderr)]);
      const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
        child.once('exit', (code, signal) => resolve({ code, signal })),
      );
      child.stdin.on('error', () => {});
      return {
        child,
        waitForOutput: (words) => expect.poll(() => soFar).toContain(words),
        ended: exit.then(async (how) => {
          // What a command leaves behind may have the pipes open.
          if (how.signal === 'SIGKILL') return { ...how, out: Buffer.alloc(0), err: '' };
          const [out, err] = await texts;
          return { ...how, out, err: err.toString() };
        }),
      };
    },
    async rules() {
      const { regions } = await sandbox.state();
      const group = regions['us-east-1']?.groups.find(({ id }) => id === GROUP);
      return (group?.rules ?? [])
        .filter(({ egress, fromPort }) => !egress && fromPort === 8443)
        .map(({ description }) => description ?? '');
    },
  };
}
