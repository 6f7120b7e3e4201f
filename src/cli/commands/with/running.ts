import type { ParsedLine } from '#cli/arguments/line.ts';
import type { Runtime } from '#context.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';
import { grantAccess, listGrantedRules, type TargetRef } from '#tools/temporary/temporary-access.ts';
import type { StartChild } from './child.ts';
import { type Opened, opening } from './opening.ts';
import { type Clock, renewing, type Renewing } from './renewing.ts';
import { shown } from './shown.ts';
import { accessTo, spotOf } from './spots.ts';
import { takeBack } from './taking-back.ts';
import { labelOf, type WithCall } from './with-line.ts';
import { openText, type Voice } from './words.ts';

/** What a run takes from outside the program. */
export interface Outside {
  readonly start: StartChild;
  readonly clock: Clock;
  /** Whether the command gets a signal by itself that this process gets. */
  readonly reachesAll: (signal: NodeJS.Signals) => boolean;
}

export interface Stage extends Outside {
  readonly line: ParsedLine;
  readonly runtime: Runtime;
  readonly voice: Voice;
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
export async function running(call: WithCall, stage: Stage): Promise<number> {
  const { runtime, signals } = stage;
  const holder = labelOf(call.holder, runtime.toolContext());
  const opened = await opening(call, { ...stage, holder, signal: signals.before }).catch(
    async (thrown: unknown) => {
      const { outcome } = toWhitelistError(thrown).report();
      if (outcome === 'unknown')
        await ending({ spot: spotOf(call.access), rules: [], end: null }, holder, stage);
      throw thrown;
    },
  );
  if (opened.kind === 'let_in') return commanded(call, stage);
  if (opened.kind === 'open') return whileOpen(call, opened, holder, stage);
  await ending({ ...opened, rules: [], end: null }, holder, stage);
  return opened.code;
}

async function whileOpen(call: WithCall, opened: Opened, holder: HolderName, stage: Stage): Promise<number> {
  const { runtime, signals, voice, clock } = stage;
  const { spot, renewedBy } = opened;
  let { rules } = opened;
  let isOurs = true;
  let kept: Renewing | null = null;
  try {
    const look = () => listGrantedRules(spot, holder, runtime.toolContext({ signal: signals.before }));
    const found = await shown(rules, look, { clock, signal: signals.before });
    if (signals.before.aborted) throw interrupted();
    rules = found.shares;
    isOurs = rules.length > 0 || found.all === null;
    voice.tell(rules.length > 0 ? openText(opened, rules) : 'Nothing had to be opened.');
    if (found.all === false)
      voice.tell('AWS does not show it yet, so the command may not get through at once.');
    if (rules.length > 0 && renewedBy !== null) {
      const renew = () => renewed(call, { spot, rules, minutes: renewedBy }, holder, runtime);
      kept = renewing({ minutes: renewedBy, end: opened.end }, renew, { clock, voice });
    }
    return await commanded(call, stage);
  } finally {
    await kept?.stop();
    if (isOurs) await ending({ spot, rules, end: kept?.end() ?? opened.end }, holder, stage);
  }
}

interface Kept {
  readonly spot: TargetRef;
  readonly rules: readonly RuleResult[];
  readonly minutes: number;
}

/** @returns the new end */
async function renewed(
  { words }: WithCall,
  { spot, rules, minutes }: Kept,
  holder: HolderName,
  runtime: Runtime,
): Promise<string> {
  const ends: string[] = [];
  for (const rule of rules) {
    const args = { ...spot, ...accessTo(rule), ...words, holder, expires_in: `${minutes}m` };
    // The terminal is the command's.
    const { answer } = await grantAccess(args, runtime.toolContext({ atTerminal: false }));
    ends.push(answer.grant.expires_at ?? '');
  }
  return ends.sort()[0] ?? '';
}

/** Runs the command to its end; signals go on to it, unless they reach it by themselves. */
async function commanded({ command, args }: WithCall, stage: Stage): Promise<number> {
  const { start, signals, voice, reachesAll } = stage;
  if (signals.before.aborted) throw interrupted();
  const child = start(command, args);
  signals.take((signal) => {
    if (!reachesAll(signal)) child.kill(signal);
  });
  const { code, problem } = await child.ended;
  if (problem !== null) voice.warn(problem);
  return code;
}

const interrupted = () => new WhitelistError('cancelled', 'Interrupted before the command was run.');

interface Open {
  readonly spot: TargetRef;
  readonly rules: readonly RuleResult[];
  /** Null: it is not known. */
  readonly end: string | null;
}

/** Takes back what is open; who cannot wait for that says so twice. */
async function ending(open: Open, holder: HolderName, stage: Stage): Promise<void> {
  const { runtime, signals, voice, line, clock } = stage;
  const hurry = new AbortController();
  let isTold = false;
  signals.take(() => {
    if (isTold) return hurry.abort();
    isTold = true;
    voice.warn('Taking the access back; a second signal leaves it open.');
  });
  const context = () => runtime.toolContext({ signal: hurry.signal });
  await takeBack({ ...open, holder, line }, context, { clock, voice, signal: hurry.signal });
}
