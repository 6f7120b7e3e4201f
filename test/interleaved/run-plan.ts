import { vi } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseNote } from '#core/grants/note.ts';
import { tools } from '#tools/index.ts';
import { promisedBy, matchesCall, readAnswer, type Answer } from './answers.ts';
import { AccessTracker, type PromisedAccess, type Loss } from './promised-access.ts';
import {
  describeCall,
  describeDifferences,
  grantEndMs,
  type Rules,
  type RunningCall,
} from './applied-requests.ts';
import type { Call, ClientName, Plan } from './plan.ts';
import {
  findForeignRules,
  checkForeignKept,
  checkMoveHasNoGap,
  checkNothingInvented,
  findExpired,
  checkAllSwept,
} from './invariants.ts';
import { openProcessGroup, type ProcessGroup } from './process-group.ts';

/** What a run came to, for the statistics of many. */
export interface RunStatistics {
  readonly requests: number;
  readonly losses: readonly Loss[];
}

/** A failed run tells the whole schedule: who asked what of AWS, in which order, and what became of the rules. */
export async function runPlan(plan: Plan): Promise<RunStatistics> {
  const run = new Run(plan, await openProcessGroup(plan));
  try {
    return await run.all();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error([message, ...run.schedule].join('\n'), { cause: error });
  } finally {
    await run.close();
  }
}

const GIVES = ['whitelist_add', 'whitelist_move'];
const TAKES = ['whitelist_remove', 'whitelist_move', 'whitelist_undo'];

/** Seconds that go by at once, at most, while requests are held. */
const MOST_HELD = 300;

class Run {
  readonly schedule: string[] = [];
  readonly #plan: Plan;
  readonly #world: ProcessGroup;
  readonly #under = new Map<ClientName, Promise<void>>();
  readonly #last = new Map<ClientName, Call>();
  readonly #answers = new Map<ClientName, Answer>();
  #choices: Plan['choices'];
  #order: readonly string[];
  #calls = 0;
  #claims: AccessTracker = new AccessTracker([], []);
  #foreign: Rules = new Map();
  #failure: Error | null = null;
  readonly #ended: (() => void)[] = [];

  constructor(plan: Plan, world: ProcessGroup) {
    this.#plan = plan;
    this.#world = world;
    this.#choices = plan.choices;
    this.#order = plan.order ?? [];
  }

  async all(): Promise<RunStatistics> {
    const { steps, rules, appliedRequests: moves } = this.#world;
    const first = await rules();
    this.#foreign = findForeignRules(first);
    this.#claims = new AccessTracker(moves, claimsOf(first));
    this.#tell('begins with', ...[...first].map(([rule, description]) => `${rule} "${description}"`));
    steps.isHolding = true;
    const scripts = this.#plan.clients.map(({ name, calls }) => ({ name, calls: [...calls] }));
    await this.#interleave(scripts);
    const told = this.#claims.losses.map(({ how }) => how);
    this.#choices = [];
    await this.#converge();
    await this.#end();
    return { requests: moves.length, losses: told };
  }

  async close(): Promise<void> {
    const { steps } = this.#world;
    steps.isHolding = false;
    for (const held of steps.held()) held.go();
    await this.#world.close();
  }

  /** Lets those who wait go on, one at a time, until all is done. */
  async #interleave(
    scripts: readonly { readonly name: ClientName; readonly calls: Call[] }[],
  ): Promise<void> {
    for (;;) {
      await this.#world.steps.waitUntilIdle();
      for (const goOn of this.#ended.splice(0)) goOn();
      await this.#world.steps.waitUntilIdle();
      await this.#carriedOut();
      if (this.#failure) throw this.#failure;
      const ready = scripts.filter(({ name, calls }) => calls.length > 0 && !this.#under.has(name));
      const held = this.#world.steps.held();
      const count = held.length + ready.length;
      if (count === 0 && this.#under.size === 0) return;
      if (count === 0) continue;
      const { pick, pass: wanted } = this.#choices[0] ?? { pick: 0, pass: 0 };
      this.#choices = this.#choices.slice(1);
      // AWS refuses a request that comes a quarter of an hour after it was signed.
      const pass = held.every(({ what }) => what.startsWith('pause')) ? wanted : Math.min(wanted, MOST_HELD);
      if (pass > 0) {
        vi.advanceTimersByTime(pass * 1_000);
        this.#tell(`${pass} s go by`);
      }
      const names = [
        ...held.map(({ client, what }) => `${client}: ${what}`),
        ...ready.map(({ name }) => `${name} begins`),
      ];
      const chosen = this.#inOrder(names) ?? pick % count;
      const step = held[chosen];
      if (step) {
        this.#tell(`${step.client}: ${step.what}`);
        step.go();
        await this.#world.steps.waitUntilIdle();
        await this.#carriedOut();
      } else {
        const next = ready[chosen - held.length];
        const call = next?.calls.shift();
        if (next && call) this.#begin(next.name, call);
      }
    }
  }

  /** @throws Error where what is next in the plan's order cannot happen now */
  #inOrder(names: readonly string[]): number | null {
    const [next, ...others] = this.#order;
    if (next === undefined) return null;
    this.#order = others;
    const chosen = names.indexOf(next);
    if (chosen < 0) throw new Error(`"${next}" is not among ${names.join(', ')}`);
    return chosen;
  }

  async #carriedOut(): Promise<void> {
    const move = await this.#world.lastApplied();
    if (!move) return;
    const changed = describeDifferences(move.before, move.after);
    if (move.isStale) this.#tell('  shows how it was before');
    this.#tell(...changed.map((line) => `  ${line}`));
    checkForeignKept(this.#foreign, move);
    checkNothingInvented(this.#world.appliedRequests, move);
    this.#claims.observeRequest(move);
    checkMoveHasNoGap(this.#world.appliedRequests, move);
  }

  /** The undo of an answer is a call of its own for each of its parts; the last one counts as the client's. */
  #begin(name: ClientName, call: Call): void {
    const calls = call.tool === 'undo' ? [...(this.#answers.get(name)?.undo ?? [])] : [call];
    if (calls.length === 0) return;
    this.#answers.delete(name);
    const all = (async () => {
      for (const one of calls) await this.#call(name, one);
    })();
    const under = all
      .catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#under.delete(name);
        this.#world.steps.noteActivity();
      });
    this.#under.set(name, under);
  }

  async #call(name: ClientName, { tool, args }: Call): Promise<Answer | WhitelistError> {
    const { group, runtimes, running, rules, steps } = this.#world;
    const given = { security_group_id: group, ...args };
    const by: RunningCall = { id: (this.#calls += 1), client: name, tool, args };
    running.set(name, by);
    this.#last.set(name, { tool, args });
    this.#tell(`${describeCall(by)} begins (${by.id})`);
    if (TAKES.includes(tool)) this.#claims.release(name, matchesCall({ tool, args }));
    const context = runtimes.get(name)?.toolContext({ onProgress: () => steps.noteAnswer(name) });
    const known = tools.find((one) => one.name === tool);
    if (!context || !known) throw new Error(`There is no ${tool} of ${name}.`);
    const outcome = await known.call(given, context).then(
      ({ result }) => readAnswer(result),
      (error: unknown) => {
        if (error instanceof WhitelistError) return error;
        throw error;
      },
    );
    const hasFailed = outcome instanceof WhitelistError || outcome.status === 'partial';
    const granted =
      outcome instanceof WhitelistError || !GIVES.includes(tool) ? [] : promisedBy(outcome, name);
    await this.#turn();
    this.#tell(
      `${name}: ${by.id} ends: ${outcome instanceof WhitelistError ? outcome.message : outcome.status}`,
    );
    const now = await rules();
    this.#claims.observeAnswer(by, granted, now, Date.now(), hasFailed);
    if (tool === 'whitelist_sweep' && !hasFailed) checkAllSwept(this.#world.appliedRequests, by, now);
    if (!(outcome instanceof WhitelistError)) this.#answers.set(name, outcome);
    return outcome;
  }

  /** An answer is judged once the request before it has been. */
  #turn(): Promise<void> {
    this.#world.steps.noteActivity();
    return new Promise((resolve) => this.#ended.push(resolve));
  }

  /** Everybody's last call once more, one after the other, while AWS's reads are as they should be. */
  async #converge(): Promise<void> {
    this.#tell('everybody repeats the last call');
    await this.#world.stopFaults();
    const before = this.#claims.losses.length;
    for (const [name, call] of [...this.#last]) await this.#interleave([{ name, calls: [call] }]);
    const lost = this.#claims.losses.slice(before);
    if (lost.length > 0) throw new Error(`Repeating the calls lost ${JSON.stringify(lost)}`);
  }

  /** Once all ends are past, one sweep leaves nothing of what has one. */
  async #end(): Promise<void> {
    const { rules } = this.#world;
    const ends = [...(await rules()).values()].flatMap(
      (text) => parseNote(text)?.holders.map(grantEndMs) ?? [],
    );
    const last = Math.max(Date.now(), ...ends.filter((end) => end !== Infinity));
    vi.advanceTimersByTime(last - Date.now() + 121_000);
    this.#tell('all ends are past');
    const [name] = this.#last.keys();
    if (name !== undefined)
      await this.#interleave([{ name, calls: [{ tool: 'whitelist_sweep', args: {} }] }]);
    const over = findExpired(await rules(), Date.now());
    if (name !== undefined && over.size > 0) throw new Error(`A sweep left ${JSON.stringify([...over])}`);
  }

  #tell(...lines: readonly string[]): void {
    for (const line of lines) this.schedule.push(`${new Date().toISOString().slice(11, 19)} ${line}`);
  }
}

/** Shares that are there from the beginning have been granted before. */
function claimsOf(rules: Rules): PromisedAccess[] {
  return [...rules].flatMap(([rule, description]) =>
    (parseNote(description)?.holders ?? [])
      .map((share) => ({ rule, holder: share.holder, until: grantEndMs(share) }))
      .filter(({ until }) => until > Date.now()),
  );
}
