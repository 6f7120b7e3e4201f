import type { Config } from '#config/config.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { explainRefusal } from '#core/policy/policy.ts';
import { judgeCall, type CallVerdict } from '#tools/saved-calls/judge-call.ts';
import { readSavedCall } from '#tools/saved-calls/read-call.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import { inputName, readInput } from '#cli/arguments/read-input.ts';
import type { Io } from '#cli/terminal/io.ts';
import { usageError, type ParsedLine } from '#cli/arguments/command-line.ts';
import { formatError, formatJson } from '#cli/terminal/print.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';

/** `awswhitelist policy check CALL.json`: what the settings say of calls, without AWS. */
export async function runPolicyCheck(line: ParsedLine, io: Io): Promise<number> {
  const [, path, surplus] = line.words;
  const [stray] = Object.keys(line.options);
  if (stray !== undefined) throw usageError(`policy check takes no --${stray}.`);
  if (path === undefined || surplus !== undefined) {
    throw usageError('policy check takes one file with calls, or - for standard input.');
  }
  const calls = readCalls(parseJson(await readInput(path, io), path));
  return withRuntime(line, io, async (_runtime, config) => {
    const judged: CallVerdict[] = [];
    for (const call of calls) judged.push(await judgeCall(call, config, new Date(), io.user));
    const answer = { config_file: config.file, calls: judged, not_told: listUnchecked(config, judged) };
    const shown = { ...answer, calls: judged.map(withFormerNames) };
    io.out(line.global.json ? formatJson(shown) : formatJudgements(answer));
    return exitCodeOfJudgements(judged);
  });
}

/** The names of version 0.1, which go with the version after the next one. */
const withFormerNames = (verdict: CallVerdict) => ({
  ...verdict,
  hangs_on_group: verdict.depends_on_group,
  hangs_on_rules: verdict.depends_on_rules,
});

/** The parser's own message may repeat a part of the text, which may hold credentials. */
function parseJson(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw usageError(`${inputName(path)} is not valid JSON.`);
  }
}

function readCalls(value: unknown) {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  if (all.length === 0)
    throw new WhitelistError('invalid_input', 'There is no call to judge: an empty list.');
  return all.map(readSavedCall);
}

/** What is decided elsewhere than by the call itself. */
function listUnchecked({ security }: Config, judged: readonly CallVerdict[]): string[] {
  if (judged.every(({ verdict }) => verdict === 'error' || verdict === 'deny')) return [];
  return [
    ...(judged.some((one) => one.depends_on_group)
      ? ['whether the name and tags of the group are among allowed_security_groups']
      : []),
    ...(judged.some((one) => one.depends_on_rules)
      ? [
          'how many rules a removal takes, and whose they are: a person is asked before more than one, and before a wide one of others',
        ]
      : []),
    ...(judged.some(({ tool }) => tool === 'whitelist_move')
      ? ['which ports the rules of a move have, and until when: they are judged as additions']
      : []),
    'what AWS allows the credentials',
    ...(security.requireMfa ? ['require_mfa: whether the session was opened with a code'] : []),
    ...(security.allowRoot ? [] : ['allow_root: whether the credentials are those of the root user']),
    ...(security.ratePerMinute === null ? [] : ['rate_limit_per_minute: how many changes were begun before']),
  ];
}

interface PolicyCheckAnswer {
  readonly config_file: string | null;
  readonly calls: readonly CallVerdict[];
  readonly not_told: readonly string[];
}

const VERDICTS: Readonly<Record<CallVerdict['verdict'], string>> = {
  allow: 'the settings let it pass.',
  confirm: 'the settings let it pass once a person has said yes.',
  deny: 'the settings refuse it.',
  error: 'it is refused before any setting is asked.',
};

function formatJudgements({ config_file: file, calls, not_told: unchecked }: PolicyCheckAnswer): string {
  const parts = calls.map(({ tool, verdict, refusals, reasons, error }) =>
    [
      `${tool}: ${VERDICTS[verdict]}`,
      ...reasons.map((reason) => `  - ${reason}`),
      ...refusals.flatMap((refusal) => [`  - ${refusal.reason}`, `    ${explainRefusal(refusal, file)}`]),
      ...(error ? formatError(error).trimEnd().split('\n') : []).map((sentence) => `  ${sentence}`),
    ].join('\n'),
  );
  const rest = unchecked.length === 0 ? [] : [`Not told without AWS: ${unchecked.join('; ')}.`];
  return `${[...parts, ...rest].join('\n\n')}\n`;
}

/** Of several calls, the one that gets least far decides. */
function exitCodeOfJudgements(judged: readonly CallVerdict[]): number {
  const is = (verdict: CallVerdict['verdict']) => judged.some((one) => one.verdict === verdict);
  if (is('error')) return EXIT.usage;
  if (is('deny')) return EXIT.denied;
  if (judged.some((one) => one.depends_on_group || one.depends_on_rules)) return EXIT.undecided;
  return is('confirm') ? EXIT.consent : EXIT.done;
}
