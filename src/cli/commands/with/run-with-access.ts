import type { ParsedLine } from '#cli/arguments/command-line.ts';
import type { Runtime } from '#context.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';
import { grantAccess, listGrantedRules, type TargetRef } from '#tools/temporary/temporary-access.ts';
import type { StartChild } from './child-process.ts';
import { type OpenedAccess, openAccess } from './open-access.ts';
import { type Clock, startRenewal, type Renewal } from './renewal.ts';
import { waitUntilVisible } from './wait-until-visible.ts';
import { toRuleArguments, toTargetRef } from './target-ref.ts';
import { revokeAccess } from './revoke-access.ts';
import { createRunLabel, type WithCall } from './with-command-line.ts';
import { describeOpenAccess, type Reporter } from './messages.ts';

/** What a run takes from outside the program. */
export interface RunDependencies {
  readonly start: StartChild;
  readonly clock: Clock;
  /** Whether the command gets a signal by itself that this process gets. */
  readonly isAlsoSentToChild: (signal: NodeJS.Signals) => boolean;
}

export interface RunContext extends RunDependencies {
  readonly line: ParsedLine;
  readonly runtime: Runtime;
  readonly reporter: Reporter;
  readonly err: (text: string) => void;
  /** `max_rule_duration_hours`; null: no limit. */
  readonly maxHours: number | null;
  readonly signals: {
    /** Ends with the first one, unless another way was taken before. */
    readonly before: AbortSignal;
    /** What is done with a signal from now on. */
    readonly take: (handle: (signal: NodeJS.Signals) => void) => void;
  };
}

/**
 * Everything between a command line that is understood and its exit code.
 *
 * @throws WhitelistError where the address cannot be let in; the command is not run then
 */
export async function runWithAccess(call: WithCall, runContext: RunContext): Promise<number> {
  const { runtime, signals } = runContext;
  const holder = createRunLabel(call.holder, runtime.toolContext());
  const opened = await openAccess(call, { ...runContext, holder, signal: signals.before }).catch(
    async (thrown: unknown) => {
      const { outcome } = toWhitelistError(thrown).report();
      if (outcome === 'unknown')
        await revokeOnExit({ targetRef: toTargetRef(call.access), rules: [], end: null }, holder, runContext);
      throw thrown;
    },
  );
  if (opened.kind === 'already_allowed') return runCommand(call, runContext);
  if (opened.kind === 'open') return runWhileOpen(call, opened, holder, runContext);
  await revokeOnExit({ ...opened, rules: [], end: null }, holder, runContext);
  return opened.code;
}

async function runWhileOpen(
  call: WithCall,
  opened: OpenedAccess,
  holder: HolderName,
  runContext: RunContext,
): Promise<number> {
  const { runtime, signals, reporter, clock } = runContext;
  const { targetRef, renewalMinutes } = opened;
  let { rules } = opened;
  let isOurs = true;
  let renewal: Renewal | null = null;
  try {
    const readGrants = () =>
      listGrantedRules(targetRef, holder, runtime.toolContext({ signal: signals.before }));
    const found = await waitUntilVisible(rules, readGrants, { clock, signal: signals.before });
    if (signals.before.aborted) throw interruptedError();
    rules = found.rules;
    isOurs = rules.length > 0 || found.isComplete === null;
    reporter.info(rules.length > 0 ? describeOpenAccess(opened, rules) : 'Nothing had to be opened.');
    if (found.isComplete === false)
      reporter.info('AWS does not show it yet, so the command may not get through at once.');
    if (rules.length > 0 && renewalMinutes !== null) {
      const renew = () => renewGrant(call, { targetRef, rules, minutes: renewalMinutes }, holder, runtime);
      renewal = startRenewal({ minutes: renewalMinutes, end: opened.end }, renew, { clock, reporter });
    }
    return await runCommand(call, runContext);
  } finally {
    await renewal?.stop();
    if (isOurs)
      await revokeOnExit({ targetRef, rules, end: renewal?.end() ?? opened.end }, holder, runContext);
  }
}

interface RenewedGrant {
  readonly targetRef: TargetRef;
  readonly rules: readonly RuleResult[];
  readonly minutes: number;
}

/** @returns the new end */
async function renewGrant(
  { addArguments }: WithCall,
  { targetRef, rules, minutes }: RenewedGrant,
  holder: HolderName,
  runtime: Runtime,
): Promise<string> {
  const ends: string[] = [];
  for (const rule of rules) {
    const args = {
      ...targetRef,
      ...toRuleArguments(rule),
      ...addArguments,
      holder,
      expires_in: `${minutes}m`,
    };
    // The terminal is the command's.
    const { answer } = await grantAccess(args, runtime.toolContext({ canAskAtTerminal: false }));
    ends.push(answer.grant?.expires_at ?? '');
  }
  return ends.sort()[0] ?? '';
}

/** Runs the command to its end; signals go on to it, unless they reach it by themselves. */
async function runCommand({ command, args }: WithCall, runContext: RunContext): Promise<number> {
  const { start, signals, reporter, isAlsoSentToChild } = runContext;
  if (signals.before.aborted) throw interruptedError();
  const child = start(command, args);
  signals.take((signal) => {
    if (!isAlsoSentToChild(signal)) child.kill(signal);
  });
  const { code, problem } = await child.ended;
  if (problem !== null) reporter.warn(problem);
  return code;
}

const interruptedError = () => new WhitelistError('cancelled', 'Interrupted before the command was run.');

interface AccessToRevoke {
  readonly targetRef: TargetRef;
  readonly rules: readonly RuleResult[];
  /** Null: it is not known. */
  readonly end: string | null;
}

/** Takes back what is open; who cannot wait for that says so twice. */
async function revokeOnExit(
  access: AccessToRevoke,
  holder: HolderName,
  runContext: RunContext,
): Promise<void> {
  const { runtime, signals, reporter, line, clock } = runContext;
  const hurry = new AbortController();
  let isWarned = false;
  signals.take(() => {
    if (isWarned) return hurry.abort();
    isWarned = true;
    reporter.warn('Taking the access back; a second signal leaves it open.');
  });
  const context = () => runtime.toolContext({ signal: hurry.signal });
  await revokeAccess({ ...access, holder, line }, context, { clock, reporter, signal: hurry.signal });
}
