import { describe, expect, it, onTestFinished } from 'vitest';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { tools } from '#tools/index.ts';
import { filterChanges } from '#test/support/sandbox/sent-changes.ts';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

/** What one call may not do, many at the same instant may not either. */
const MANY = 50;
const ADD = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };

async function bench(security: object = {}): Promise<ToolHarness> {
  const made = await startToolHarness({ config: { security_settings: security } });
  onTestFinished(() => made.close());
  return made;
}

const add = tools.find(({ name }) => name === 'whitelist_add');
const changes = ({ sandbox }: ToolHarness) => filterChanges(sandbox.requests).length;

/** How each of many calls ended: its status, or its error's code. */
async function ends(one: ToolHarness, calls: readonly object[], approvalToken?: string) {
  const all = calls.map(async (args) => {
    const answer = await add?.call(args, one.runtime.toolContext({ approvalToken }));
    return String(answer?.result['status']);
  });
  const told = await Promise.allSettled(all);
  return told.map((end) =>
    end.status === 'fulfilled'
      ? end.value
      : end.reason instanceof WhitelistError
        ? end.reason.code
        : 'defect',
  );
}

/** What the client would bring back of a person who said yes to the ordinary addition. */
async function approvalOf(one: ToolHarness): Promise<string> {
  const error = await add?.call(ADD, one.runtime.toolContext()).catch((thrown: unknown) => thrown);
  const request = error instanceof NeedsPersonError ? error.request : undefined;
  if (request?.kind !== 'approval') throw new Error('nobody would be asked');
  return request.token;
}

const count = (told: readonly string[], what: string) => told.filter((one) => one === what).length;
const same = (args: object, times = MANY) => Array.from({ length: times }, () => args);
const apart = Array.from({ length: MANY }, (_, i) => ({ ...ADD, port: 8_000 + i }));

describe(`${MANY} calls at the same instant`, () => {
  it('with one token of a plan make its change once', async () => {
    const one = await bench();
    const { plan_token } = await one.call('whitelist_add', { ...ADD, dry_run: true });
    const told = await ends(one, same({ ...ADD, plan_token }));
    expect([count(told, 'added'), count(told, 'planned')]).toEqual([1, MANY - 1]);
    expect(changes(one)).toBe(1);
  });

  it('with one approval make the approved change once', async () => {
    const one = await bench({ confirm: 'always' });
    const token = await approvalOf(one);
    const told = await ends(one, same(ADD), token);
    expect(count(told, 'added')).toBe(1);
    // Who looks at the group after that finds nothing left to approve.
    expect(count(told, 'consent_required') + count(told, 'already_present')).toBe(MANY - 1);
    expect(changes(one)).toBe(1);
  });

  it('with one approval get none of the others through', async () => {
    const one = await bench({ confirm: 'always' });
    const token = await approvalOf(one);
    expect(count(await ends(one, apart, token), 'consent_required')).toBe(MANY);
    expect(changes(one)).toBe(0);
  });

  it.each([1, 5])('are held to rate_limit_per_minute: %i', async (limit) => {
    const one = await bench({ rate_limit_per_minute: limit });
    const told = await ends(one, apart);
    expect([count(told, 'added'), count(told, 'rate_limited')]).toEqual([limit, MANY - limit]);
    expect(changes(one)).toBe(limit);
  });

  it('are held to it with tokens of plans, each of which was shown', async () => {
    const one = await bench({ rate_limit_per_minute: 5 });
    const shown = await Promise.all(
      apart.map((args) => one.call('whitelist_add', { ...args, dry_run: true })),
    );
    const told = await ends(
      one,
      apart.map((args, i) => ({ ...args, plan_token: shown[i]?.['plan_token'] })),
    );
    expect([count(told, 'added'), count(told, 'rate_limited')]).toEqual([5, MANY - 5]);
    expect(changes(one)).toBe(5);
  });
});
