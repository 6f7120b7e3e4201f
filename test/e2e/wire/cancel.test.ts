import { beforeEach, describe, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import {
  ENVELOPE,
  createGate,
  MODERN,
  openWireServers,
  createRequest,
  type Wire,
} from '#test/support/wire/wire.ts';

const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };

/** How many requests to AWS are under way at once at most. */
const PLACES = 50;

/** What the sandbox does with a request before it answers. */
let onRequest: (action: string) => Promise<void> | undefined;
const stage = openWireServers({ onRequest: ({ action }) => onRequest(action) });
beforeEach(async () => {
  onRequest = () => undefined;
  await stage.sandbox.reset();
});

const tool = (id: unknown, name: string, args: object, meta?: object) =>
  createRequest(id, 'tools/call', { name, arguments: args, ...(meta && { _meta: meta }) });
const cancelled = (requestId: unknown, meta?: object) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId, reason: 'a test', ...(meta && { _meta: meta }) },
});
const authorized = () =>
  stage.sandbox.requests.filter(({ action }) => action === 'AuthorizeSecurityGroupIngress');

/** An add, as a tool call and as a raw method, on each kind of connection. */
const KINDS = [
  { name: 'a tool call, 2025-06-18', revision: '2025-06-18', add: tool('add', 'whitelist_add', RULE) },
  { name: 'a tool call, 2025-11-25', revision: '2025-11-25', add: tool('add', 'whitelist_add', RULE) },
  {
    name: `a tool call, ${MODERN}`,
    revision: MODERN,
    meta: ENVELOPE,
    add: tool('add', 'whitelist_add', RULE, ENVELOPE),
  },
  { name: 'a raw method', revision: null, add: createRequest('add', 'whitelist/add', RULE) },
  {
    name: 'a raw method, 2025-11-25',
    revision: '2025-11-25',
    add: createRequest('add', 'whitelist_add', RULE),
  },
];

const isAnswered = (wire: Wire) => wire.lines.some((line) => 'id' in line && line.id === 'add');

describeSampled(KINDS, { every: 2 })('$name', ({ revision, add, meta }) => {
  async function open(): Promise<Wire> {
    const wire = stage.start(['-v']);
    await wire.handshake(revision);
    return wire;
  }

  it('that has sent nothing yet is stopped at once, and nothing of it reaches AWS', async () => {
    const wire = await open();
    const [full, released] = [createGate(), createGate()];
    let waiting = 0;
    onRequest = () => {
      if ((waiting += 1) === PLACES) full.open();
      return released.opened;
    };
    const before = authorized().length;
    for (let i = 0; i < PLACES; i++) wire.writeMessages(createRequest(`read-${i}`, 'whitelist/check', CHECK));
    await full.opened;
    wire.writeMessages(add);
    await wire.waitUntilRead();
    wire.writeMessages(cancelled('add', meta));
    // Nothing has been let go yet.
    await wire.until('the end of the call', () =>
      wire.stderr().includes(' INFO whitelist_add answered outcome=cancelled'),
    );
    released.open();
    for (let i = 0; i < PLACES; i++) await wire.answerTo(`read-${i}`);
    wire.child.stdin.end();
    expect((await wire.ended).code).toBe(0);
    expect(isAnswered(wire)).toBe(false);
    expect(authorized()).toHaveLength(before);
  });

  it.each([
    {
      what: 'made',
      rule: RULE,
      after:
        / WARNING a call was cancelled; its change was made all the same .*action=ec2:AuthorizeSecurityGroupIngress region=us-east-1 request_id=\S{36}/,
    },
    {
      what: 'refused',
      rule: { ...RULE, security_group_id: 'sg-0000dead' },
      after:
        / WARNING a call was cancelled; its change was not confirmed \(InvalidGroup\.NotFound\) .*request_id=\S{36}/,
    },
  ])(
    'whose change is under way is not answered; the log tells that it was $what',
    async ({ rule, after }) => {
      const wire = await open();
      const [arrived, released] = [createGate(), createGate()];
      onRequest = (action) => {
        if (action !== 'AuthorizeSecurityGroupIngress') return;
        arrived.open();
        return released.opened;
      };
      const { params } = add;
      const args = 'arguments' in (params as object) ? { ...(params as object), arguments: rule } : rule;
      wire.writeMessages({ ...add, params: args });
      await arrived.opened;
      wire.writeMessages(cancelled('add', meta));
      await wire.until('the end of the call', () =>
        wire.stderr().includes(' INFO whitelist_add answered outcome=cancelled'),
      );
      // Other calls go on meanwhile.
      expect((await wire.ask('whitelist/check', CHECK)).result).toMatchObject({ allowed: true });
      expect(wire.stderr()).not.toMatch(/a call was cancelled; its change/);
      released.open();
      await wire.until('the outcome', () => after.test(wire.stderr()));
      const { result } = await wire.ask('whitelist/check', RULE);
      expect(result).toMatchObject({ allowed: rule === RULE });
      expect(isAnswered(wire)).toBe(false);
    },
  );
});

describe('a cancellation', () => {
  it('of a read under way ends it at once, and its id may be used again', async () => {
    const wire = stage.start(['-v']);
    await wire.handshake('2025-11-25');
    const [arrived, released] = [createGate(), createGate()];
    onRequest = (action) => {
      if (action !== 'DescribeSecurityGroups') return;
      arrived.open();
      return released.opened;
    };
    wire.writeMessages(tool(7, 'whitelist_check', CHECK), createRequest('7', 'whitelist/check', CHECK));
    await arrived.opened;
    wire.writeMessages(cancelled(7), cancelled('7'));
    await wire.until('their end', () => wire.stderr().split('outcome=cancelled').length === 3);
    onRequest = () => undefined;
    wire.writeMessages(tool(7, 'whitelist_check', RULE), createRequest('7', 'whitelist/check', RULE));
    expect((await wire.answerTo('7')).result).toMatchObject({ allowed: false });
    expect((await wire.answerTo(7)).result).toMatchObject({ structuredContent: { allowed: false } });
    released.open();
    wire.child.stdin.end();
    await wire.ended;
    expect(wire.lines).toHaveLength(3);
  });

  it.each([
    ['an unknown id', 'nobody'],
    ['another kind of id', '5'],
    ['no id', undefined],
    ['nonsense', { a: 1 }],
  ])('of %s stops nothing', async (_, requestId) => {
    const wire = stage.start();
    await wire.handshake('2025-11-25');
    const [arrived, released] = [createGate(), createGate()];
    onRequest = () => {
      arrived.open();
      return released.opened;
    };
    wire.writeMessages(tool(5, 'whitelist_check', CHECK));
    await arrived.opened;
    wire.writeMessages(cancelled(requestId));
    await wire.waitUntilRead();
    released.open();
    expect((await wire.answerTo(5)).result).toMatchObject({ structuredContent: { allowed: true } });
  });

  it('of a member of a batch leaves the others to be answered together', async () => {
    const wire = stage.start();
    await wire.handshake('2025-03-26');
    const [arrived, released] = [createGate(), createGate()];
    onRequest = () => {
      arrived.open();
      return released.opened;
    };
    const before = wire.lines.length;
    wire.writeMessages([
      tool('a', 'whitelist_check', CHECK),
      tool('b', 'whitelist_check', CHECK),
      createRequest('c', 'whitelist/check', CHECK),
      createRequest('d', 'whitelist/check', CHECK),
    ]);
    await arrived.opened;
    wire.writeMessages(cancelled('a'), cancelled('c'));
    await wire.waitUntilRead();
    released.open();
    await wire.until('the batch', () => wire.lines.length === before + 2);
    const batch = wire.lines.at(-1) as readonly { id: string }[];
    expect(batch.map(({ id }) => id).sort()).toEqual(['b', 'd']);
  });
});

describe('an id in use', () => {
  it('is served once; the second request is dropped and logged, without what it says', async () => {
    const wire = stage.start();
    await wire.handshake('2025-11-25');
    const [arrived, released] = [createGate(), createGate()];
    onRequest = () => {
      arrived.open();
      return released.opened;
    };
    wire.writeMessages(tool('twin', 'whitelist_check', CHECK));
    await arrived.opened;
    wire.writeMessages(
      tool('twin', 'whitelist_add', RULE),
      createRequest('twin', 'whitelist/add', RULE),
      createRequest('twin', 'tools/list'),
    );
    await wire.waitUntilRead();
    released.open();
    const { result } = await wire.answerTo('twin');
    expect(result).toMatchObject({ structuredContent: { allowed: true } });
    wire.child.stdin.end();
    const { stderr } = await wire.ended;
    expect(wire.lines.filter((line) => 'id' in line && line.id === 'twin')).toHaveLength(1);
    const dropped = stderr.trimEnd().split('\n');
    expect(dropped.map((line) => line.replace(/^\S+ /, ''))).toEqual(
      ['tools/call', 'whitelist/add', 'tools/list'].map(
        (method) => `WARNING a request was dropped: its id is in use id=twin method=${method}`,
      ),
    );
  });
});
