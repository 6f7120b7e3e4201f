import { toWhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { releaseGrants, type ReleasedGrants, type TargetRef } from '#tools/temporary/temporary-access.ts';
import { describeRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import type { ParsedLine } from '#cli/arguments/line.ts';
import type { Clock } from './renewing.ts';
import { accessTo } from './spots.ts';
import { rulesText, type Voice } from './words.ts';

/** What failed is tried again after these: milliseconds. Together longer than a minute, which rate limits count by. */
const PAUSES = [2_000, 10_000, 50_000];

export interface TakingBack {
  readonly spot: TargetRef;
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
export async function takeBack(
  { spot, holder, rules, end, line }: TakingBack,
  context: () => ToolContext,
  { clock, voice, signal }: { readonly clock: Clock; readonly voice: Voice; readonly signal: AbortSignal },
): Promise<void> {
  let open = rules;
  for (const wait of [...PAUSES, null]) {
    const { gone, shared, left, error } = await releaseGrants(spot, holder, context()).catch(
      (thrown: unknown): ReleasedGrants => ({
        gone: [],
        shared: [],
        left: open,
        error: toWhitelistError(thrown),
      }),
    );
    if (gone.length > 0) voice.tell(`Taken back: ${rulesText(gone)}.`);
    if (shared.length > 0) voice.tell(`Given up, and open for others who hold it: ${rulesText(shared)}.`);
    if (error === null) return;
    open = left;
    if (wait === null || signal.aborted || !error.report().retryable) {
      voice.warn(`Not taken back: ${error.message}`);
      for (const rule of open)
        voice.warn(
          `Still open${end === null ? '' : ` until ${end}`}: ${describeRuleResult(rule)}. To remove it: ${removal(rule, spot, holder, line)}`,
        );
      if (open.length === 0)
        voice.warn(`Whether anything is open is not known: it would be held by ${holder}.`);
      return;
    }
    voice.tell(`Not taken back yet, and tried again in ${wait / 1000} s: ${error.message}`);
    await clock.pause(wait, signal);
  }
}

/** The command line that takes this share back. */
function removal(rule: RuleResult, spot: TargetRef, holder: HolderName, { global }: ParsedLine): string {
  const { ip_address, port, protocol } = accessTo(rule);
  const { security_group_id = '', target = '', profile, region } = spot;
  const options = [
    ['--port', port],
    ['--protocol', protocol],
    ['--holder', holder],
    ['--profile', profile],
    ['--region', region],
    ['--config', global.config],
  ].flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  const words = ['awswhitelist', 'remove', ip_address, security_group_id || target, ...options];
  return [...words, ...(global.sandbox ? ['--sandbox'] : [])]
    .map((word) => quotedForShell(word ?? ''))
    .join(' ');
}

const quotedForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
