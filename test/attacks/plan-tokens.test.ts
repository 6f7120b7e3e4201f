import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { tools } from '#tools/index.ts';
import { filterChanges } from '#test/support/sandbox/sent-changes.ts';
import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import {
  startToolHarness,
  type ToolHarness,
  type ToolHarnessOptions,
} from '#test/support/harness/tool-harness.ts';
import { ALTERED, ELSEWHERE, partsOf, SAME } from './plan-tokens.rows.ts';

const ADD = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443, description: 'Jo' };
const QUARTER = 900_000;

async function bench(options: ToolHarnessOptions = {}): Promise<ToolHarness> {
  const made = await startToolHarness(options);
  onTestFinished(() => made.close());
  return made;
}

const tokenFor = async ({ call }: ToolHarness, args: object = ADD) =>
  String((await call('whitelist_add', { ...args, dry_run: true }))['plan_token']);

const changes = ({ sandbox }: ToolHarness) => filterChanges(sandbox.requests).length;

/** Nothing is changed, and the plan of this very call is shown in the place of it. */
async function isShownAnew(one: ToolHarness, tool: string, call: object): Promise<void> {
  const before = changes(one);
  const answer = await one.call(tool, call);
  expect(answer).toMatchObject({ status: 'planned', undo: [] });
  expect((answer['warnings'] as string[]).at(-1)).toMatch(/^Nothing was changed: plan_token does not stand/);
  expect(changes(one)).toBe(before);
}

/** One for all rows of a group of tests, each of which takes a port of its own. */
function sharedBench(options: ToolHarnessOptions = {}): () => ToolHarness {
  let made: ToolHarness | undefined;
  beforeAll(async () => {
    made = await startToolHarness(options);
  });
  afterAll(() => made?.close());
  return () => {
    if (!made) throw new Error('the bench is there while the tests run');
    return made;
  };
}

const ROWS = ALTERED.map((row, i) => [row.name, row.make, 10_000 + i] as const);

describe('a token that was altered', () => {
  const shared = sharedBench();

  it.each(ROWS)('changes nothing: %s', async (_, make, port) => {
    const one = shared();
    const args = { ...ADD, port };
    const token = await tokenFor(one, args);
    const altered = make(partsOf(token), partsOf(await tokenFor(one, { ...ADD, port: 22 })));
    expect(altered).not.toBe(token);
    await isShownAnew(one, 'whitelist_add', { ...args, plan_token: altered });
    // Nor does it use up the one that it was made of.
    expect(await one.call('whitelist_add', { ...args, plan_token: token })).toMatchObject({
      status: 'added',
    });
  });
});

describe('a token', () => {
  it('of nothing is refused, and uses none up', async () => {
    const one = await bench();
    const plan_token = await tokenFor(one);
    const { code, message } = await one.fail('whitelist_add', { ...ADD, plan_token: '' });
    expect({ code, message }).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('leave it out'),
    });
    expect(await one.call('whitelist_add', { ...ADD, plan_token })).toMatchObject({ status: 'added' });
  });

  it.each(ELSEWHERE)('is not good for %s', async (_, tool, more) => {
    const one = await bench();
    const plan_token = await tokenFor(one);
    const { description, ...rest } = { ...ADD, ...more };
    const call = tool === 'whitelist_add' && description !== undefined ? { ...rest, description } : rest;
    await isShownAnew(one, tool, { ...call, plan_token });
    expect(await one.call('whitelist_add', { ...ADD, plan_token })).toMatchObject({ status: 'added' });
  });

  it.each(SAME)('is good for the same plan in other words: %s', async (_, more) => {
    const one = await bench();
    const plan_token = await tokenFor(one);
    expect(await one.call('whitelist_add', { ...ADD, ...more, plan_token })).toMatchObject({
      status: 'added',
    });
  });

  it('is good once, also after what it did was undone', async () => {
    const one = await bench();
    const call = { ...ADD, plan_token: await tokenFor(one) };
    await one.call('whitelist_add', call);
    await one.call('whitelist_remove', ADD);
    await isShownAnew(one, 'whitelist_add', call);
    await isShownAnew(one, 'whitelist_add', call);
  });

  it('is good for a quarter of an hour', async () => {
    let time = Date.now();
    const one = await bench({ now: () => new Date(time) });
    const call = { ...ADD, plan_token: await tokenFor(one) };
    time += QUARTER;
    await isShownAnew(one, 'whitelist_add', call);
    // A clock that is set back makes it good again, and no longer than it was.
    time -= 1;
    expect(await one.call('whitelist_add', call)).toMatchObject({ status: 'added' });
  });

  it('is of one identity', async () => {
    const one = await bench();
    const plan_token = await tokenFor(one);
    const credentials = toCredentialsArgument(one.sandbox.keys.admin);
    await isShownAnew(one, 'whitelist_add', { ...ADD, plan_token, credentials });
  });

  it('is of one process', async () => {
    const [one, other] = [await bench(), await bench()];
    await isShownAnew(other, 'whitelist_add', { ...ADD, plan_token: await tokenFor(one) });
  });
});

describe('consent and plan', () => {
  const ALWAYS = { config: { security_settings: { confirm: 'always' } } };
  const add = tools.find(({ name }) => name === 'whitelist_add');
  const call = (one: ToolHarness, args: object, approvalToken?: string) =>
    add?.call(args, one.runtime.toolContext({ approvalToken }));
  /** As a client that asks its person is given it. */
  async function tokenOfConsent(one: ToolHarness, args: object = ADD): Promise<string> {
    const error = await call(one, args)?.catch((thrown: unknown) => thrown);
    const request = error instanceof NeedsPersonError ? error.request : undefined;
    if (request?.kind !== 'approval') throw new Error('nobody would be asked');
    return request.token;
  }

  it('a token of consent is none of a plan', async () => {
    const one = await bench(ALWAYS);
    await isShownAnew(one, 'whitelist_add', { ...ADD, plan_token: await tokenOfConsent(one) });
  });

  it("a plan's token is no consent, wherever it is brought", async () => {
    const one = await bench(ALWAYS);
    const plan_token = await tokenFor(one);
    for (const args of [ADD, { ...ADD, plan_token }])
      await expect(call(one, args, plan_token)).rejects.toMatchObject({ code: 'consent_required' });
    expect(changes(one)).toBe(0);
  });

  const shared = sharedBench(ALWAYS);

  it.each(ROWS)('a token of consent is none once it is altered: %s', async (_, make, port) => {
    const one = shared();
    const args = { ...ADD, port };
    const token = await tokenOfConsent(one, args);
    const altered = make(partsOf(token), partsOf(await tokenOfConsent(one, { ...ADD, port: 22 })));
    const before = changes(one);
    await expect(call(one, args, altered)).rejects.toMatchObject({ code: 'consent_required' });
    expect(changes(one)).toBe(before);
    await call(one, args, token);
    expect(changes(one)).toBe(before + 1);
  });

  it('consent is good once, for the approved change alone', async () => {
    const one = await bench(ALWAYS);
    const token = await tokenOfConsent(one);
    for (const [, tool, more] of ELSEWHERE.filter(([, name]) => name === 'whitelist_add')) {
      const args = Object.fromEntries(Object.entries({ ...ADD, ...more }).filter(([, v]) => v !== undefined));
      await expect(call(one, args, token), tool).rejects.toMatchObject({ code: 'consent_required' });
    }
    await call(one, ADD, token);
    expect(changes(one)).toBe(1);
  });
});
