import { spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { externalDataInterceptor } from '@smithy/core/config';
import { describeEnd, describeOutput, type EndedProgram } from './credential-process-faults.ts';

/** Shorter than a call may take, so that it can still say what took so long. */
const TIMEOUT_MS = 25_000;

/** How long a program may read from us before it learns that nobody answers. */
const INPUT_LIMIT_MS = 2_000;

const MAX_OUTPUT_CHARACTERS = 1_000_000;

/** Its only trace: the SDK passes on nothing but the message of an error. */
const FAULT_MESSAGE = /^credential_process fault (\d+)$/;

/** Clauses about programs that failed, until they are told. */
const faults = new Map<number, string>();
let faultCount = 0;

/** What a failure of the SDK's says of a `credential_process`, as a clause; null: nothing. */
export function takeProcessFault(message: string): string | null {
  const id = Number(FAULT_MESSAGE.exec(message)?.[1] ?? Number.NaN);
  const fault = faults.get(id) ?? null;
  faults.delete(id);
  return fault;
}

/** @returns the error by which `takeProcessFault` finds it again */
function recordFault(text: string): Error {
  // Of a call that was cancelled, nobody asks.
  if (faults.size > 100) faults.clear();
  faultCount += 1;
  faults.set(faultCount, text);
  return new Error(`credential_process fault ${faultCount}`);
}

/**
 * Makes the SDK run a `credential_process` our way: without a terminal, to its end or the time limit, and with the
 * reason where it gives no keys. One that hangs would outlive its call, and keep this process from exiting.
 */
export function limitCredentialProcess(timeout = TIMEOUT_MS, inputLimit = INPUT_LIMIT_MS): void {
  const limited = async (command: string) => {
    const ended = await runProgram(command, timeout, inputLimit);
    const fault = (await describeEnd(command, ended)) ?? describeOutput(command, ended);
    if (fault === null) return { stdout: ended.stdout, stderr: '' };
    throw 'words' in fault ? new Error(fault.words) : recordFault(fault.text);
  };
  // The SDK has no setting for it, but asks here for another `exec`, which it then promisifies.
  externalDataInterceptor.interceptToken(
    'exec',
    Object.assign(() => {}, { [promisify.custom]: limited }),
  );
}

/** Never rejects. The AWS CLI runs it without a shell, the SDK with one: what works with the CLI works so too. */
function runProgram(command: string, timeout: number, inputLimit: number): Promise<EndedProgram> {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: 'pipe', windowsHide: true });
    let [stdout, stderr] = ['', ''];
    let waitedForInput = false;
    const collect = (text: string, chunk: Buffer) =>
      (text + chunk.toString()).slice(0, MAX_OUTPUT_CHARACTERS);
    child.stdout.on('data', (chunk: Buffer) => (stdout = collect(stdout, chunk)));
    child.stderr.on('data', (chunk: Buffer) => (stderr = collect(stderr, chunk)));
    // It may end without having read anything.
    child.stdin.on('error', () => {});
    let inputEnded: number | null = null;
    const inputTimer = setTimeout(() => {
      inputEnded = performance.now();
      child.stdin.end();
    }, inputLimit);
    const finish = (code: number | string | null, seconds: number | null) => {
      clearTimeout(inputTimer);
      clearTimeout(timer);
      // What ends as soon as its input does was waiting for it.
      waitedForInput = inputEnded !== null && performance.now() - inputEnded < inputLimit / 2;
      resolve({ code, stdout, stderr, waitedForInput, timeoutSeconds: seconds });
    };
    const timer = setTimeout(() => {
      child.kill();
      // What it has started itself may hold on to these.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      child.unref();
      finish(null, timeout / 1000);
    }, timeout);
    child.on('error', (error) => finish('code' in error ? String(error.code) : 'unknown', null));
    child.on('close', (code, signal) => finish(code ?? signal, null));
  });
}
