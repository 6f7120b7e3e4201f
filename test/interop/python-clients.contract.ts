import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { tools } from '#tools/index.ts';
import { createConversationJudge } from '#test/support/wire/conversation-judge.ts';
import { createSchemaValidator, type SchemaValidator } from '#test/support/wire/schema-validator.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import {
  connectPython,
  type Ended,
  type Farewell,
  type PythonClient,
  type Speaker,
} from '#test/interop/python/agent.ts';

const SPEAKERS: readonly Speaker[] = [
  { name: 'mcp 1', version: 1, mode: 'legacy', revision: '2025-11-25' },
  { name: 'mcp 2, legacy', version: 2, mode: 'legacy', revision: '2025-11-25' },
  { name: 'mcp 2, auto', version: 2, mode: 'auto', revision: '2026-07-28' },
  { name: 'mcp 2, pinned', version: 2, mode: '2026-07-28', revision: '2026-07-28' },
];
const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
const parsed = (path: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'));
const { version } = parsed('../../package.json') as { version: string };
const NAMES = tools.map(({ name }) => name);

const books = new Map<string, SchemaValidator>();
function rulebookOf(revision: string): SchemaValidator {
  const book = books.get(revision) ?? createSchemaValidator(inject('protocolSchemas')[revision] ?? {});
  books.set(revision, book);
  return book;
}

/**
 * Ends the conversation and looks at all of it.
 *
 * @param complaint - What the client may say of it.
 * @returns what the server logged
 */
async function leave(client: PythonClient, complaint = /^$/): Promise<string> {
  return (await farewell(client, complaint)).serverLog;
}

async function farewell(client: PythonClient, complaint: RegExp): Promise<Farewell> {
  const heardOf = await client.leave();
  const { exitCode, clientLog, asked, said } = heardOf;
  expect(exitCode).toBe(0);
  expect(clientLog).toMatch(complaint);
  const heard = createConversationJudge(rulebookOf);
  for (const line of asked) heard.clientWrote(line);
  for (const line of said) heard.serverWrote(line);
  expect(said.length).toBeGreaterThan(0);
  expect(heard.takeComplaints()).toEqual([]);
  return heardOf;
}

interface Answer {
  readonly isError?: boolean;
  readonly structuredContent?: object;
  readonly _meta?: Readonly<Record<string, unknown>>;
  readonly progress: readonly [number, string][];
}

/** The answer of a call that has to have one. */
async function answerOf(ended: Promise<Ended>): Promise<Answer> {
  const value = await ended;
  if ('error' in value) throw new Error(JSON.stringify(value.error));
  return value.answer as Answer;
}

/** The structured content of a call that has to succeed. */
async function contentOf(ended: Promise<Ended>): Promise<object> {
  const answer = await answerOf(ended);
  expect(answer.isError ?? false, JSON.stringify(answer)).toBe(false);
  return answer.structuredContent ?? {};
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
}

describe.each(SPEAKERS)('Python’s $name', (speaker) => {
  it('shakes hands', async () => {
    const client = await connectPython(speaker);
    expect(client.facts).toMatchObject({
      revision: speaker.revision,
      capabilities: speaker.mode === '2026-07-28' ? {} : { tools: {} },
    });
    // A client that is pinned asks the server nothing about itself.
    if (speaker.mode !== '2026-07-28') {
      expect(client.facts).toMatchObject({
        serverInfo: { name: 'awswhitelist', version },
        instructions: expect.stringMatching(/security groups/) as unknown,
      });
    }
    await client.ask('list');
    expect(await leave(client)).toBe('');
  });

  it('lists the tools as they are announced', async () => {
    const client = await connectPython(speaker);
    const announced = NAMES.map((name) => parsed(`../interface/${name}.json`));
    expect(await client.ask('list')).toEqual(announced);
    expect(await leave(client)).toBe('');
  });

  it('calls every tool and holds its structured content to the schema', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectPython(speaker, sandbox.environment());
    await client.ask('list');
    expect(await client.ask('validated')).toEqual([]);
    const call = (name: string, args: object) => contentOf(client.call(name, { ...args }));
    expect(await call('whitelist_check', RULE)).toMatchObject({ allowed: false, rules: [] });
    expect(await call('whitelist_add', { ...RULE, description: 'Jo, home office' })).toMatchObject({
      status: 'added',
      rules: [{ cidr: '203.0.113.7/32', from_port: 443, description: 'Jo, home office' }],
    });
    expect(await call('whitelist_add', RULE)).toMatchObject({ status: 'already_present', undo: [] });
    expect(await call('whitelist_check', RULE)).toMatchObject({ allowed: true });
    const listed = await call('whitelist_list', { security_group_id: GROUP });
    expect(listed).toMatchObject({ security_group: { security_group_id: GROUP } });
    expect(await call('whitelist_list', {})).toHaveProperty('groups');
    const elsewhere = { ...RULE, ip_address: '203.0.113.8' };
    const move = { security_group_id: GROUP, ip_address: elsewhere.ip_address };
    expect(await call('whitelist_move', move)).toMatchObject({ status: 'moved' });
    expect(await call('whitelist_remove', elsewhere)).toMatchObject({ status: 'removed' });
    expect(await call('whitelist_remove', elsewhere)).toMatchObject({ status: 'not_found' });
    expect(await call('whitelist_sweep', { security_group_id: GROUP })).toMatchObject({
      status: 'not_found',
    });
    const undo = { ...RULE, ip_address: '203.0.113.9', protocol: 'tcp', action: 'remove' };
    expect(await call('whitelist_undo', undo)).toMatchObject({ status: 'not_found' });
    const me = await call('whitelist_whoami', { security_group_id: GROUP });
    expect(me).toMatchObject({ can_read: true, can_change: true });
    expect(await client.ask('validated')).toEqual(NAMES);
    expect(await leave(client)).toBe('');
  });

  it('is told what went wrong, and the server serves on', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectPython(speaker, sandbox.environment());
    const absent = { ...RULE, security_group_id: 'sg-0000000000000dead' };
    expect(await answerOf(client.call('whitelist_add', absent))).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: expect.stringMatching(/sg-0000000000000dead/) as unknown }],
      _meta: { 'awswhitelist/error': { code: 'group_not_found', outcome: 'not_done' } },
    });
    expect(await answerOf(client.call('whitelist_add', { ...RULE, prot: 'udp' }))).toMatchObject({
      isError: true,
      _meta: { 'awswhitelist/error': { code: 'invalid_input' } },
    });
    expect(await client.call('whitelist_nothing', {})).toEqual({
      error: { code: -32602, message: expect.stringMatching(/whitelist_nothing/) as unknown },
    });
    expect(await contentOf(client.call('whitelist_check', RULE))).toMatchObject({ allowed: false });
    expect(await leave(client)).toBe('');
  });

  it('hears of progress', async () => {
    const sandbox = await startTestSandbox({ pageSize: 1 });
    const client = await connectPython(speaker, sandbox.environment());
    const { progress } = await answerOf(client.call('whitelist_list', {}));
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.map(([number]) => number)).toEqual(sandbox.requests.map((_request, i) => i + 1));
    expect(progress.map(([, message]) => message).sort()).toEqual(
      sandbox.requests.map(({ service, action }) => `${service}:${action} answered`).sort(),
    );
    expect(await leave(client)).toBe('');
  });

  it('gives a call up, and the server follows its change to the end and serves on', async () => {
    const arrived = gate();
    const released = gate();
    const sandbox = await startTestSandbox({
      onRequest: ({ action }) => {
        if (action !== 'AuthorizeSecurityGroupIngress') return;
        arrived.open();
        return released.opened;
      },
    });
    const client = await connectPython(speaker, {
      ...sandbox.environment(),
      AWS_WHITELIST_LOG_LEVEL: 'INFO',
    });
    const given = client.start('whitelist_add', RULE);
    await arrived.opened;
    expect(await given.cancel()).toEqual({ answer: null });
    expect(await given.ended).toEqual({ answer: 'cancelled' });
    expect(await contentOf(client.call('whitelist_check', RULE))).toMatchObject({ allowed: false });
    await expect.poll(() => client.serverLog()).toMatch(/ INFO whitelist_add answered .*outcome=cancelled/);
    released.open();
    await expect.poll(() => client.serverLog()).toMatch(/ WARNING a call was cancelled; its change was made/);
    expect(await contentOf(client.call('whitelist_check', RULE))).toMatchObject({ allowed: true });
    await leave(client);
  });

  it('is served side by side', async () => {
    const held = gate();
    const arrived = gate();
    const sandbox = await startTestSandbox({
      onRequest: ({ action }) => {
        if (action !== 'AuthorizeSecurityGroupIngress') return;
        arrived.open();
        return held.opened;
      },
    });
    const client = await connectPython(speaker, sandbox.environment());
    const slow = client.start('whitelist_add', RULE);
    await arrived.opened;
    const checks = Array.from({ length: 20 }, () => contentOf(client.call('whitelist_check', RULE)));
    for (const content of await Promise.all(checks)) expect(content).toMatchObject({ allowed: false });
    held.open();
    expect(await contentOf(slow.ended)).toMatchObject({ status: 'added' });
    expect(await leave(client)).toBe('');
  });

  it('leaves while a change is under way: the server ends by itself once it has its answer', async () => {
    const arrived = gate();
    const released = gate();
    const sandbox = await startTestSandbox({
      onRequest: ({ action }) => {
        if (action !== 'AuthorizeSecurityGroupIngress') return;
        arrived.open();
        return released.opened;
      },
    });
    const client = await connectPython(speaker, {
      ...sandbox.environment(),
      AWS_WHITELIST_LOG_LEVEL: 'INFO',
    });
    client.start('whitelist_add', RULE);
    await arrived.opened;
    // Version 1 itself breaks on what arrives after it has ended the server's input.
    const gone = farewell(client, speaker.version === 1 ? /^$|BrokenResourceError/ : /^$/);
    await expect.poll(() => client.hasEndedInput()).toBe(true);
    released.open();
    const { serverLog, said } = await gone;
    expect(serverLog).toMatch(/ INFO whitelist_add answered .*outcome=ok/);
    expect(said.at(-1)).toMatch(/"status":"added"/);
    expect(sandbox.requests.at(-1)).toMatchObject({ errorCode: null });
  });
});
