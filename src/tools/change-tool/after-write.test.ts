import { expect, it, onTestFinished } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { AwsSession } from '#aws/session.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { ToolContext } from '#tools/definition/context.ts';

const GROUP = 'sg-0123abcd';
const OTHER_GROUP = 'sg-123456';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 8443 };
const TWO_RULES = { security_group_id: GROUP, ip_addresses: ['203.0.113.7', '2001:db8::7'], port: 8443 };
const TWO_GROUPS = { targets: [GROUP, OTHER_GROUP], ip_address: '203.0.113.7', port: 8443 };
const BY_ANN = { ...RULE, holder: 'ann' };
const SOON = { expires_in: '1m' };

interface Scenario {
  /** Calls that make what the call is about. */
  readonly first: readonly (readonly [tool: string, args: object])[];
  readonly tool: string;
  readonly args: object;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'an addition': { first: [], tool: 'whitelist_add', args: RULE },
  'an addition with an end': { first: [], tool: 'whitelist_add', args: { ...RULE, expires_in: '2h' } },
  'an addition of several rules': { first: [], tool: 'whitelist_add', args: TWO_RULES },
  'an addition in several groups': { first: [], tool: 'whitelist_add', args: TWO_GROUPS },
  'an addition to what others hold': {
    first: [['whitelist_add', BY_ANN]],
    tool: 'whitelist_add',
    args: { ...RULE, expires_in: '2h' },
  },
  'a shortening': {
    first: [['whitelist_add', RULE]],
    tool: 'whitelist_add',
    args: { ...RULE, expires_in: '1h', shorten: true },
  },
  'a removal': { first: [['whitelist_add', RULE]], tool: 'whitelist_remove', args: RULE },
  'a removal of several rules': {
    first: [['whitelist_add', TWO_RULES]],
    tool: 'whitelist_remove',
    args: TWO_RULES,
  },
  'a removal from what others hold': {
    first: [
      ['whitelist_add', BY_ANN],
      ['whitelist_add', RULE],
    ],
    tool: 'whitelist_remove',
    args: RULE,
  },
  'a move': {
    first: [['whitelist_add', RULE]],
    tool: 'whitelist_move',
    args: { security_group_id: GROUP, ip_address: '203.0.113.9', from_ip_address: '203.0.113.7' },
  },
  'a sweep': {
    first: [['whitelist_add', { ...RULE, ...SOON }]],
    tool: 'whitelist_sweep',
    args: { security_group_id: GROUP },
  },
};

const NOTHING_DONE = ['already_present', 'not_found', 'planned'];

class Broken extends Error {}

/** Fails at one step: a call of whatever a tool has at hand, once something was written. */
class Saboteur {
  readonly #failAt: number;
  readonly #wasWritten: () => boolean;
  #steps = 0;

  constructor(failAt: number, wasWritten: () => boolean) {
    this.#failAt = failAt;
    this.#wasWritten = wasWritten;
  }

  get hasFailed(): boolean {
    return this.#steps > this.#failAt;
  }

  wrap<T extends object>(inner: T): T {
    return new Proxy(inner, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name);
        if (name === 'groups' && typeof value === 'object' && value !== null) return this.wrap(value);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (this.#wasWritten() && this.#steps++ === this.#failAt) throw new Broken(String(name));
          return Reflect.apply(value, object, args);
        };
      },
    });
  }
}

async function bench(): Promise<ToolHarness & { readonly passTime: (minutes: number) => void }> {
  let offset = 0;
  const made = await startToolHarness({
    config: { security_settings: { confirm: 'never' }, grants: { holder: 'jo' } },
    key: ({ keys }) => keys.admin,
    sandbox: { now: () => new Date(Date.now() + offset) },
  });
  onTestFinished(() => made.close());
  return { ...made, passTime: (minutes) => (offset += minutes * 60_000) };
}

async function rulesOf({ sandbox }: ToolHarness): Promise<string> {
  const { regions } = await sandbox.state();
  const groups = Object.values(regions[sandbox.region]?.groups ?? {});
  return JSON.stringify(
    groups.filter(({ id }) => [GROUP, OTHER_GROUP].includes(id)).map(({ rules }) => rules),
  );
}

const writes = ({ sandbox }: ToolHarness) =>
  sandbox.requests.filter(({ action }) => /^(Authorize|Revoke|Modify|UpdateSecurity)/.test(action)).length;

/** One call whose step fails; null: there is no such step any more. */
async function callSabotaged({ first, tool, args }: Scenario, failAt: number) {
  const one = await bench();
  for (const [name, given] of first) await one.call(name, given);
  if (tool === 'whitelist_sweep') {
    one.passTime(10);
    await one.call('whitelist_check', RULE);
  }
  const [before, writtenBefore] = [await rulesOf(one), writes(one)];
  const saboteur = new Saboteur(failAt, () => writes(one) > writtenBefore);
  const context = one.runtime.toolContext();
  const sabotaged: ToolContext = {
    ...saboteur.wrap(context),
    ...Object.fromEntries(
      Object.keys(context).map((name) => [name, Reflect.get(saboteur.wrap(context), name) as unknown]),
    ),
    openSession: async (...request): Promise<AwsSession> =>
      saboteur.wrap(await context.openSession(...request)),
  };
  const found = one.runtime.tools.find(({ name }) => name === tool);
  const outcome = await found!.call(args, sabotaged).catch((error: unknown) => error);
  return { outcome, isChanged: (await rulesOf(one)) !== before, hasFailed: saboteur.hasFailed };
}

it.each(Object.entries(SCENARIOS))(
  '[outcome.writes-stand] %s is never denied, whatever fails after a write',
  async (_name, scenario) => {
    let changed = 0;
    let steps = 0;
    for (; steps < 60; steps++) {
      const { outcome, isChanged, hasFailed } = await callSabotaged(scenario, steps);
      if (!hasFailed) break;
      // A request that AWS refused, since the rule is there already, has written nothing.
      if (!isChanged) continue;
      changed += 1;
      if (outcome instanceof Error) {
        expect(outcome, `step ${steps}`).toBeInstanceOf(WhitelistError);
        expect((outcome as WhitelistError).report().outcome, `step ${steps}`).not.toBe('not_done');
      } else {
        const { result } = outcome as { readonly result: Record<string, unknown> };
        expect(NOTHING_DONE, `step ${steps}`).not.toContain(result['status']);
      }
    }
    expect(changed).toBeGreaterThan(0);
    expect(steps).toBeLessThan(60);
  },
);
