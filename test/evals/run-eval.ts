import { expect } from 'vitest';
import type { ErrorReport } from '#core/errors/errors.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { formatNote } from '#test/support/sandbox/note-text.ts';
import { LAST, type Call, type Difference, type Eval, type Outcome } from './eval.ts';

/** What became of one call: a result or an error's report. */
export interface Answer {
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  readonly report?: ErrorReport | undefined;
}

/** A fresh account, and the tools on it. */
export interface EvalAccount {
  readonly sandbox: Sandbox;
  readonly callTool: (call: Call) => Promise<Answer>;
}

/** What a row's calls came to, by the account's own state. */
export interface EvalResult extends Difference {
  /** The last call's answer; none was made: null. */
  readonly last: Answer | null;
}

/** Every way of a row, the expected one first. */
export const listAlternatives = ({ calls, or = [] }: Eval): readonly (readonly Call[])[] => [calls, ...or];

/** Makes the calls of one way, after those that came before the request. */
export async function runCalls(
  { given = [], earlier = [] }: Pick<Eval, 'given' | 'earlier'>,
  way: readonly Call[],
  { sandbox, callTool: ask }: EvalAccount,
): Promise<EvalResult> {
  for (const call of given) expect(await ask(call)).toHaveProperty('result.status', 'added');
  let last: Answer | null = null;
  for (const call of earlier.flatMap(({ calls }) => calls)) last = await ask(fillPlaceholders(call, last));
  const before = await listRules(sandbox);
  if (way.length === 0) last = null;
  for (const call of way) last = await ask(fillPlaceholders(call, last));
  const after = await listRules(sandbox);
  return {
    last,
    added: after.filter((rule) => !before.includes(rule)),
    gone: before.filter((rule) => !after.includes(rule)),
  };
}

/** Puts the answer before into the arguments that stand for it. */
function fillPlaceholders({ tool, arguments: args }: Call, last: Answer | null): Call {
  const token = last?.result?.['plan_token'];
  const entries = Object.entries(args).map(([name, value]) => [
    name,
    value === LAST.planToken ? token : value,
  ]);
  return { tool, arguments: Object.fromEntries(entries) as Call['arguments'] };
}

/** All rules of the account, as rows write them. */
async function listRules(sandbox: Sandbox): Promise<readonly string[]> {
  const { regions } = await sandbox.state();
  return Object.entries(regions)
    .flatMap(([region, { groups }]) =>
      groups.flatMap(({ name, rules }) =>
        rules.map(({ egress, protocol, fromPort, toPort, source, description }) =>
          [
            `${region === sandbox.region ? '' : `${region}:`}${name}${egress ? ' (outbound)' : ''}`,
            protocol === '-1' ? 'all' : protocol,
            ...portsText(protocol, fromPort, toPort),
            'cidr' in source ? source.cidr : source.id,
            formatNote(description ?? null, sandbox.now()),
          ]
            .join(' ')
            .trim(),
        ),
      ),
    )
    .sort();
}

/** One port or a range; of ICMP the type, and the code where it is not every one; nothing where all are meant. */
function portsText(protocol: string, from: number | null, to: number | null): string[] {
  if (from === null || to === null || from === -1) return [];
  if (protocol.startsWith('icmp')) return [to === -1 ? `${from}` : `${from}/${to}`];
  return [from === to ? `${from}` : `${from}-${to}`];
}

const NOTHING = { added: [], gone: [] };
const sorted = ({ added, gone }: Difference) => ({ added: [...added].sort(), gone: [...gone].sort() });

/** Fails where it came to something else. */
export function expectOutcome(outcome: Outcome, { last, ...difference }: EvalResult): void {
  const { kind } = outcome;
  const fails = kind === 'refused' || kind === 'approved';
  expect(sorted(difference)).toEqual(kind === 'changed' ? sorted(outcome) : NOTHING);
  expect(fails ? last?.result : last?.report).toBeUndefined();
  if (kind === 'none') expect(last).toBeNull();
  if (kind === 'answered') expect(last?.result).toMatchObject(outcome.with);
  if (kind === 'approved') expect(last?.report).toMatchObject({ code: 'consent_required' });
  if (kind === 'refused') {
    expect(last?.report).toMatchObject({ code: outcome.code, outcome: 'not_done' });
    const told = JSON.stringify(last?.report).replaceAll('\\"', '"');
    for (const words of outcome.words) expect(told).toContain(words);
  }
}
