import { vi } from 'vitest';
import type { Runtime } from '#context.ts';
import { startSandbox, type Sandbox, type SandboxRequest } from '#sandbox/index.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { parseHolder } from '#core/grants/holder.ts';
import { formatNote } from '#core/grants/note.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { startProcess } from '#test/support/harness/tool-harness.ts';
import { StaleReads, type ReadView } from './stale-reads.ts';
import type { AppliedRequest, Rules, RunningCall } from './applied-requests.ts';
import { FOREIGN, SHARED, type ClientName, type Plan, type PlannedGrant } from './plan.ts';
import { StepScheduler } from './step-scheduler.ts';

const GROUPS = { default: 'sg-123456', other: 'sg-0123abcd' };

/** The sandbox's names of the clients' keys: requests are told apart by them. */
const KEYS = { ann: 'admin', bob: 'session', cyd: 'root', jo: 'jo', min: 'minimal' } as const;

/** Clients on one sandbox, each of them a process of its own, whose requests and pauses are held one by one. */
export interface ProcessGroup {
  readonly group: string;
  readonly runtimes: ReadonlyMap<ClientName, Runtime>;
  readonly steps: StepScheduler;
  /** The requests that were carried out, by their calls. */
  readonly appliedRequests: AppliedRequest[];
  /** The call that a client is in. */
  readonly running: Map<string, RunningCall>;
  readonly rules: () => Promise<Rules>;
  /** Once the request that was let go has been carried out. Null: nothing was. */
  readonly lastApplied: () => Promise<AppliedRequest | null>;
  /** From now on, all reads are as they should be. */
  readonly stopFaults: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Sent {
  readonly by: RunningCall;
  readonly action: string;
  readonly at: number;
  readonly stale: ReadView | null;
}

/** The machine's time is AWS's here, and stands still until a test moves it on; each client has an own one beside it. */
export async function openProcessGroup({
  isDefaultVpc,
  clients,
  stale,
  before: first,
}: Plan): Promise<ProcessGroup> {
  const steps = new StepScheduler();
  const running = new Map<string, RunningCall>();
  const appliedRequests: AppliedRequest[] = [];
  const names = new Map<string, ClientName>();
  const group = isDefaultVpc ? GROUPS.default : GROUPS.other;
  let sent: Sent | null = null;
  const lag = new StaleReads(stale);

  const onRequest = (request: SandboxRequest): Promise<void> | undefined => {
    const client = names.get(request.accessKeyId ?? '');
    const by = client && running.get(client);
    if (!by) return undefined;
    const { action } = request;
    const shown = action.startsWith('Describe') ? lag.next() : null;
    return steps.request(client, action, () => {
      sent = { by, action, at: Date.now(), stale: shown };
    });
  };
  const sandbox = await startSandbox({ now: () => new Date(), onRequest });
  const rules = () => rulesOf(sandbox, group);
  const runtimes = new Map<ClientName, Runtime>();
  for (const { name, ahead } of clients) {
    const key = sandbox.keys[KEYS[name]];
    names.set(key.accessKeyId, name);
    const pause = (milliseconds: number) =>
      steps.pause(name, milliseconds, () => void vi.advanceTimersByTime(milliseconds));
    const { runtime } = startProcess(sandbox, {
      config: { security_settings: { confirm: 'never' } },
      key: () => key,
      user: name,
      now: () => new Date(Date.now() + ahead * 60_000),
      pause,
      // Sweeps of its own accord, by a timer, would be nobody's call.
      once: true,
    });
    runtimes.set(name, runtime);
  }
  let last = await rules();
  const setUp = async (asked: readonly IngressRule[]) => {
    if (asked.length > 0) await authorize(sandbox, group, asked);
    const after = await rules();
    lag.changed(last, after);
    last = after;
  };
  await setUp(
    FOREIGN.map(([address, port, description = null]) => ruleAt(`tcp ${port} ${address}/32`, description)),
  );
  await setUp(SHARED.flatMap((rule, i) => createOwnRules(rule, first[i] ?? [])));
  await sandbox.setFaults(lag.plan);
  return {
    group,
    runtimes,
    steps,
    appliedRequests,
    running,
    rules,
    async lastApplied() {
      const after = await rules();
      const before = last;
      last = after;
      lag.changed(before, after);
      lag.settle();
      if (!sent) return null;
      const { by, action, at, stale } = sent;
      const behind = stale?.rules ?? null;
      sent = null;
      const isRead = action.startsWith('Describe');
      const move: AppliedRequest = {
        by,
        action,
        at,
        shown: isRead ? (behind ?? after) : null,
        isStale: behind !== null,
        before,
        after,
      };
      appliedRequests.push(move);
      return move;
    },
    async stopFaults() {
      lag.end();
      await sandbox.setFaults([]);
    },
    async close() {
      await Promise.all([...runtimes.values()].map((runtime) => runtime.close()));
      await sandbox.close();
    },
  };
}

async function rulesOf(sandbox: Sandbox, group: string): Promise<Rules> {
  const { regions } = await sandbox.state();
  const found = Object.values(regions)
    .flatMap(({ groups }) => groups)
    .find(({ id }) => id === group);
  return new Map(
    (found?.rules ?? [])
      .filter(({ egress }) => !egress)
      .map(({ protocol, fromPort, source, description = '' }) => [
        `${protocol} ${fromPort} ${'cidr' in source ? source.cidr : source.id}`,
        description,
      ]),
  );
}

function ruleAt(text: string, description: string | null): IngressRule {
  const [, port = '', cidr = ''] = text.split(' ');
  const ports = { from: Number(port), to: Number(port) };
  return {
    source: { kind: 'cidr', cidr: parseCidr(cidr).cidr },
    traffic: { protocol: 'tcp', ports },
    description,
    ruleId: null,
  };
}

function createOwnRules(rule: string, shares: readonly PlannedGrant[]): IngressRule[] {
  if (shares.length === 0) return [];
  const holders = shares.map(({ holder, minutes }) => ({
    holder: parseHolder(holder),
    until: minutes === null ? null : new Date(Math.floor(Date.now() / 60_000 + minutes) * 60_000),
    reason: null,
  }));
  return [ruleAt(rule, formatNote({ words: null, holders }))];
}

/** By somebody with a process of their own. */
async function authorize(sandbox: Sandbox, group: string, rules: readonly IngressRule[]): Promise<void> {
  const { runtime } = startProcess(sandbox, { key: ({ keys }) => keys.admin });
  const anyone = { credentials: null, profile: null, region: null };
  const session = await runtime.toolContext().openSession(anyone, { groups: [], changes: true });
  await session.groups.authorize(parseSecurityGroupId(group), rules);
  await runtime.close();
}
