import { spawn } from 'node:child_process';
import { basename } from 'node:path';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly output: string;
}

/** Runs a program to its end and keeps what it printed. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => {
      resolve({ code: 127, stdout, output: `${output}${error.message}` });
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout, output });
    });
  });
}

export function runNode(script: string, args: readonly string[], cwd: string): Promise<Finished> {
  return run(process.execPath, [script, ...args], cwd);
}

/** npm started us in most cases and says where it is; it need not be on the PATH then. */
export function npm(args: readonly string[], cwd: string): Promise<Finished> {
  const self = process.env['npm_execpath'];
  return self !== undefined && basename(self) === 'npm-cli.js'
    ? runNode(self, args, cwd)
    : run('npm', args, cwd);
}
