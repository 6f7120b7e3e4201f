import type { Runtime } from '#context.ts';
import { toWhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import { readUndo, type UndoStep } from '#tools/saved-calls/read-undo.ts';
import type { View } from '#tools/definition/view.ts';
import { EXIT, exitCodeOfError, exitCodeOfResult, worstExitCode } from '#cli/terminal/exit-codes.ts';
import { inputName, readInput } from '#cli/arguments/read-input.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { formatError, formatJson, formatView } from '#cli/terminal/print.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';

const NOTHING_TO_UNDO =
  'There is nothing to undo: that answer changed nothing, or nothing of it can come back.\n';

/** The next call would meet them as well. */
const ABORTING_CODES: readonly number[] = [
  EXIT.usage,
  EXIT.credentials,
  EXIT.noAnswer,
  EXIT.defect,
  EXIT.interrupted,
];

/** `awswhitelist undo [FILE]`: makes the calls that take an answer back. */
export async function runUndo(line: ParsedLine, io: Io): Promise<number> {
  const [path, surplus] = line.words;
  if (surplus !== undefined) throw usageError('undo takes one file with an answer, or - for standard input.');
  if (path === undefined && io.isInteractive) {
    throw usageError(
      'Nothing says what to undo: expected a file with an answer, or the answer on standard input.',
      'For example: awswhitelist add 203.0.113.7 web --port 443 --json > last.json; awswhitelist undo last.json.',
    );
  }
  const steps = readUndo(parseAnswer(await readInput(path ?? '-', io), path ?? '-')).map(applyOptions(line));
  return withRuntime(line, io, (runtime) => runSteps(steps, runtime, line, io));
}

/** The parser's own message may repeat a part of the text, which may hold credentials. */
function parseAnswer(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw usageError(
      `${inputName(path)} is not valid JSON: expected an answer as --json prints it.`,
      'Repeat the change with --json > last.json to keep its answer.',
    );
  }
}

const applyOptions =
  ({ options }: ParsedLine) =>
  ({ tool, args }: UndoStep): UndoStep => ({
    tool,
    args: {
      ...args,
      ...(options['profile'] !== undefined && { profile: options['profile'] }),
      ...(options['dry-run'] === true && { dry_run: true }),
    },
  });

type StepOutcome =
  | { readonly kind: 'answered'; readonly result: Record<string, unknown>; readonly view: View }
  | { readonly kind: 'failed'; readonly report: ErrorReport };

async function runSteps(
  steps: readonly UndoStep[],
  runtime: Runtime,
  { global }: ParsedLine,
  io: Io,
): Promise<number> {
  const answers: unknown[] = [];
  const codes: number[] = [EXIT.done];
  let isFirst = true;
  if (steps.length === 0 && !global.json && !global.quiet) io.out(NOTHING_TO_UNDO);
  for (const [i, step] of steps.entries()) {
    const outcome = await runStep(step, runtime, io);
    const code =
      outcome.kind === 'failed'
        ? exitCodeOfError(outcome.report)
        : exitCodeOfResult(outcome.result, io.stop.aborted);
    codes.push(code);
    answers.push(outcome.kind === 'failed' ? { error: outcome.report } : outcome.result);
    if (outcome.kind === 'failed') io.err(formatError(outcome.report));
    else if (!global.json && (!global.quiet || code !== EXIT.done)) {
      io.out(`${isFirst ? '' : '\n'}${formatView(outcome.view)}`);
      isFirst = false;
    }
    const remaining = steps.length - i - 1;
    if (outcome.kind === 'failed' && ABORTING_CODES.includes(code) && remaining > 0) {
      io.err(`${remaining === 1 ? 'One more call was' : `${remaining} more calls were`} not made.\n`);
      break;
    }
  }
  if (global.json && (!global.quiet || worstExitCode(codes) !== EXIT.done)) io.out(formatJson(answers));
  return worstExitCode(codes);
}

async function runStep({ tool, args }: UndoStep, runtime: Runtime, io: Io): Promise<StepOutcome> {
  // A signal of its own: what a call listens to goes with it, however many there are.
  const step = new AbortController();
  const stop = () => step.abort(io.stop.reason);
  if (io.stop.aborted) stop();
  io.stop.addEventListener('abort', stop, { once: true });
  try {
    return { kind: 'answered', ...(await tool.call(args, runtime.toolContext({ signal: step.signal }))) };
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    // A defect is reported as anywhere else, with its cause.
    if (error.code === 'internal_error') throw error;
    return { kind: 'failed', report: error.report() };
  } finally {
    io.stop.removeEventListener('abort', stop);
  }
}
