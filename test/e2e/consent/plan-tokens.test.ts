import { describe, expect, it } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import { connectClient, type McpClient } from '#test/support/clients/mcp-clients.ts';
import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import { expectLink } from '#test/e2e/prompt-page/setup.ts';
import { ADD, allowPortAlso, listAllowedPorts, REMOVE, setUpConsent, type ConsentSetup } from './setup.ts';

async function planned(client: McpClient, tool: string, args: object): Promise<string> {
  const { structured } = await client.call(tool, { ...args, dry_run: true });
  expect(structured).toMatchObject({ status: 'planned' });
  return String(structured?.['plan_token']);
}

/** Nothing is changed, and there is a plan with a token of its own. */
async function isRefused(
  client: McpClient,
  stage: ConsentSetup,
  tool: string,
  args: Readonly<Record<string, unknown>>,
) {
  const before = stage.changes().length;
  const { structured, text } = await client.call(tool, { ...args });
  expect(structured).toMatchObject({ status: 'planned' });
  expect(text).toContain('Nothing was changed: plan_token does not stand for this change');
  expect(structured?.['plan_token']).not.toBe(args['plan_token']);
  expect(stage.changes()).toHaveLength(before);
}

async function withPlan(tool = 'whitelist_add', args: object = ADD) {
  const stage = await setUpConsent();
  const client = await connectClient(stage.place);
  const token = await planned(client, tool, args);
  expect(stage.changes()).toEqual([]);
  return { stage, client, token };
}

describe('a plan token', () => {
  it('[plan.once] makes the change that was shown, once', async () => {
    const { stage, client, token } = await withPlan();
    const made = await client.call('whitelist_add', { ...ADD, plan_token: token });
    expect(made.structured).toMatchObject({ status: 'added' });
    expect(stage.changes()).toHaveLength(1);
    await isRefused(client, stage, 'whitelist_add', { ...ADD, plan_token: token });
  });

  it('is used once by two calls at the same moment', async () => {
    const { stage, client, token } = await withPlan();
    const both = await Promise.all(
      [0, 1].map(() => client.call('whitelist_add', { ...ADD, plan_token: token })),
    );
    expect(both.map(({ structured }) => structured?.['status']).sort()).toEqual(['added', 'planned']);
    expect(stage.changes()).toHaveLength(1);
  });

  const flipped = (text: string) => `${text.slice(0, -2)}${text.at(-2) === 'A' ? 'B' : 'A'}${text.at(-1)}`;
  const part = (i: number) => (token: string) =>
    token
      .split('.')
      .map((text, at) => (at === i ? (i === 1 ? String(Number(text) + 1) : flipped(text)) : text))
      .join('.');

  const ALTERED: readonly (readonly [string, (token: string) => string])[] = [
    ['another plan in it', part(0)],
    ['a later end', part(1)],
    ['another nonce', part(2)],
    ['another signature', part(3)],
    ['its last part missing', (token: string) => token.slice(0, token.lastIndexOf('.'))],
    ['its end missing', (token: string) => token.slice(0, -1)],
    ['something after it', (token: string) => `${token}A`],
    ['a line end', (token: string) => `${token}\n`],
    ['100 kB', () => 'A'.repeat(100_000)],
    [
      'look-alike letters',
      (token: string) => token.replace(/[aeo]/, (c) => ({ a: 'а', e: 'е', o: 'о' })[c]!),
    ],
  ];

  itSampled(ALTERED, { every: 3 })('[plan.altered] with %s is none', async (_, altered) => {
    const { stage, client, token } = await withPlan();
    await isRefused(client, stage, 'whitelist_add', { ...ADD, plan_token: altered(token) });
  });

  it('[plan.altered] that is empty is refused: it is left out or whole', async () => {
    const { stage, client } = await withPlan();
    const before = stage.changes().length;
    const { report } = await client.call('whitelist_add', { ...ADD, plan_token: '' });
    expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
    expect(stage.changes()).toHaveLength(before);
  });

  const OTHER_CHANGES = [
    ['another port', 'whitelist_add', { ...ADD, port: 5433 }],
    ['another protocol', 'whitelist_add', { ...ADD, protocol: 'udp' }],
    ['another address', 'whitelist_add', { ...ADD, ip_address: '203.0.113.8' }],
    ['a wider address', 'whitelist_add', { ...ADD, ip_address: '203.0.113.0/29' }],
    ['another group', 'whitelist_add', { ...ADD, security_group_id: 'sg-123456' }],
    ['another description', 'whitelist_add', { ...ADD, description: 'for good' }],
    ['another tool', 'whitelist_remove', ADD],
  ] as const;

  itSampled(OTHER_CHANGES, { every: 3 })('is not for %s', async (_, tool, args) => {
    const { stage, client, token } = await withPlan();
    await isRefused(client, stage, tool, { ...args, plan_token: token });
  });

  it('[plan.identity] is not for another identity', async () => {
    const { stage, client, token } = await withPlan();
    const credentials = { ...toCredentialsArgument(stage.sandbox.keys.admin), region: 'us-east-1' };
    await isRefused(client, stage, 'whitelist_add', { ...ADD, credentials, plan_token: token });
  });

  it('[plan.restart] is not for another process, nor for the time after a restart', async () => {
    const { stage, client, token } = await withPlan();
    await client.close();
    await isRefused(await connectClient(stage.place), stage, 'whitelist_add', { ...ADD, plan_token: token });
  });

  it('[plan.fresh-read] is not for a group that has changed since', async () => {
    const { stage, client, token } = await withPlan();
    const two = await planned(client, 'whitelist_remove', REMOVE);
    await allowPortAlso(stage.sandbox, 22);
    await isRefused(client, stage, 'whitelist_remove', { ...REMOVE, plan_token: two });
    // The other one is for a rule that is as it was.
    const made = await client.call('whitelist_add', { ...ADD, plan_token: token });
    expect(made.structured).toMatchObject({ status: 'added' });
    expect(await listAllowedPorts(client)).toEqual(expect.arrayContaining([22, 8443, 8444]));
  });

  it('[plan.no-consent] is no consent', async () => {
    const { stage, client, token } = await withPlan('whitelist_remove', REMOVE);
    const answer = await client.call('whitelist_remove', { ...REMOVE, plan_token: token });
    expectLink(answer, 'consent_required');
    expect(stage.changes()).toEqual([]);
  });

  it('does not lead past the settings', async () => {
    const { stage, client, token } = await withPlan();
    const wide = { ...ADD, ip_address: '0.0.0.0/0' };
    const answer = await client.call('whitelist_add', { ...wide, plan_token: token });
    expect(answer.report).toMatchObject({ code: 'refused_by_settings' });
    expect(stage.changes()).toEqual([]);
  });

  it.each([[7], [''], [['a']], [{}]])('is a text: %j is bad input', async (plan_token) => {
    const stage = await setUpConsent();
    const client = await connectClient(stage.place);
    const { report } = await client.call('whitelist_add', { ...ADD, plan_token });
    expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
  });
});
