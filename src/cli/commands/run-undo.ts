import type { Runtime } from '#context.ts';
import { toWhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import { readUndo, type UndoStep } from '#tools/saved-calls/read-undo.ts';
import type { View } from '#tools/definition/view.ts';
import { EXIT, exitCodeOfError, exitCodeOfResult, worst } from '#cli/terminal/exit-codes.ts';
import { inputName, readInput } from '#cli/arguments/input-text.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type ParsedLine } from '#cli/arguments/line.ts';
import { formatError, formatJson, formatView } from '#cli/terminal/print.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';

const NOTHING = 'There is nothing to undo: that answer changed nothing, or nothing of it can come back.\n';

/** The next call would meet them as well. */
const FOR_ALL: readonly number[] = [
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
  if (path === undefined && io.interactive) {
    throw usageError(
      'Nothing says what to undo: expected a file with an answer, or the answer on standard input.',
      'For example: awswhitelist add 203.0.113.7 web --port 443 --json > last.json; awswhitelist undo last.json.',
    );
  }
  const steps = readUndo(parsed(await readInput(path ?? '-', io), path ?? '-')).map(withOptions(line));
  return withRuntime(line, io, (runtime) => undone(steps, runtime, line, io));
}

/** The parser's own message may repeat a part of the text, which may hold credentials. */
function parsed(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw usageError(
      `${inputName(path)} is not valid JSON: expected an answer as --json prints it.`,
      'Repeat the change with --json > last.json to keep its answer.',
    );
  }
}

const withOptions =
  ({ options }: ParsedLine) =>
  ({ tool, args }: UndoStep): UndoStep => ({
    tool,
    args: {
      ...args,
      ...(options['profile'] !== undefined && { profile: options['profile'] }),
      ...(options['dry-run'] === true && { dry_run: true }),
    },
  });

type Ended =
  | { readonly kind: 'answered'; readonly result: Record<string, unknown>; readonly view: View }
  | { readonly kind: 'failed'; readonly report: ErrorReport };

async function undone(
  steps: readonly UndoStep[],
  runtime: Runtime,
  { global }: ParsedLine,
  io: Io,
): Promise<number> {
  const answers: unknown[] = [];
  const codes: number[] = [EXIT.done];
  let isFirst = true;
  if (steps.length === 0 && !global.json && !global.quiet) io.out(NOTHING);
  for (const [i, step] of steps.entries()) {
    const ended = await made(step, runtime, io);
    const code =
      ended.kind === 'failed'
        ? exitCodeOfError(ended.report)
        : exitCodeOfResult(ended.result, io.stop.aborted);
    codes.push(code);
    answers.push(ended.kind === 'failed' ? { error: ended.report } : ended.result);
    if (ended.kind === 'failed') io.err(formatError(ended.report));
    else if (!global.json && (!global.quiet || code !== EXIT.done)) {
      io.out(`${isFirst ? '' : '\n'}${formatView(ended.view)}`);
      isFirst = false;
    }
    const open = steps.length - i - 1;
    if (ended.kind === 'failed' && FOR_ALL.includes(code) && open > 0) {
      io.err(`${open === 1 ? 'One more call was' : `${open} more calls were`} not made.\n`);
      break;
    }
  }
  if (global.json && (!global.quiet || worst(codes) !== EXIT.done)) io.out(formatJson(answers));
  return worst(codes);
}

async function made({ tool, args }: UndoStep, runtime: Runtime, io: Io): Promise<Ended> {
  try {
    return { kind: 'answered', ...(await tool.call(args, runtime.toolContext({ signal: io.stop }))) };
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    // A defect is told as everywhere, with what led to it.
    if (error.code === 'internal_error') throw error;
    return { kind: 'failed', report: error.report() };
  }
}
