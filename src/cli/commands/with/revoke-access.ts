import { toWhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { releaseGrants, type ReleasedGrants, type TargetRef } from '#tools/temporary/temporary-access.ts';
import { describeRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import type { ParsedLine } from '#cli/arguments/command-line.ts';
import type { Clock } from './renewal.ts';
import { toRuleArguments } from './target-ref.ts';
import { formatRules, type Reporter } from './messages.ts';

/** What failed is tried again after these. Together longer than a minute, which rate limits count by. */
const RETRY_DELAYS_MS = [2_000, 10_000, 50_000];

export interface RevokeRequest {
  readonly targetRef: TargetRef;
  readonly holder: HolderName;
  /** Those that are thought to be open, for what is said if they cannot even be looked at. */
  readonly rules: readonly RuleResult[];
  /** When it ends by itself; null: that is not known. */
  readonly end: string | null;
  readonly line: ParsedLine;
}

/**
 * Gives up what a run opened. What cannot be is told, with the command that does it; it never throws, since how the
 * command ended is what counts.
 */
export async function revokeAccess(
  { targetRef, holder, rules, end, line }: RevokeRequest,
  context: () => ToolContext,
  {
    clock,
    reporter,
    signal,
  }: { readonly clock: Clock; readonly reporter: Reporter; readonly signal: AbortSignal },
): Promise<void> {
  let open = rules;
  for (const delayMs of [...RETRY_DELAYS_MS, null]) {
    const { gone, shared, left, error } = await releaseGrants(targetRef, holder, context()).catch(
      (thrown: unknown): ReleasedGrants => ({
        gone: [],
        shared: [],
        left: open,
        error: toWhitelistError(thrown),
      }),
    );
    if (gone.length > 0) reporter.info(`Taken back: ${formatRules(gone)}.`);
    if (shared.length > 0)
      reporter.info(`Given up, and open for others who hold it: ${formatRules(shared)}.`);
    if (error === null) return;
    open = left;
    if (delayMs === null || signal.aborted || !error.report().retryable) {
      reporter.warn(`Not taken back: ${error.message}`);
      for (const rule of open)
        reporter.warn(
          `Still open${end === null ? '' : ` until ${end}`}: ${describeRuleResult(rule)}. To remove it: ${formatRemoveCommand(rule, targetRef, holder, line)}`,
        );
      if (open.length === 0)
        reporter.warn(`Whether anything is open is not known: it would be held by ${holder}.`);
      return;
    }
    reporter.info(`Not taken back yet, and tried again in ${delayMs / 1000} s: ${error.message}`);
    await clock.sleep(delayMs, signal);
  }
}

/** The command line that takes this share back. */
function formatRemoveCommand(
  rule: RuleResult,
  targetRef: TargetRef,
  holder: HolderName,
  { global }: ParsedLine,
): string {
  const { ip_address, port, protocol } = toRuleArguments(rule);
  const { security_group_id = '', target = '', profile, region } = targetRef;
  const options = [
    ['--port', port],
    ['--protocol', protocol],
    ['--holder', holder],
    ['--profile', profile],
    ['--region', region],
    ['--config', global.config],
  ].flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  const commandWords = ['awswhitelist', 'remove', ip_address, security_group_id || target, ...options];
  return [...commandWords, ...(global.sandbox ? ['--sandbox'] : [])]
    .map((word) => quoteForShell(word ?? ''))
    .join(' ');
}

const quoteForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
