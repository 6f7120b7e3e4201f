import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const RULE = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
const AUTHORIZE = 'AuthorizeSecurityGroupIngress';
const REVOKE = 'RevokeSecurityGroupIngress';
const DESCRIBE = 'DescribeSecurityGroups';
const IDENTITY = 'GetCallerIdentity';

/** Never resolves: AWS lets it hang. */
const forever = new Promise<void>(() => {});
let hook: (action: string, groupId: string | undefined) => Promise<void> | void;
let bench: ToolHarness;
beforeEach(async () => {
  hook = () => {};
  bench = await startToolHarness({
    sandbox: {
      onRequest: ({ action, params }) => hook(action, params.get('GroupId') ?? params.get('GroupId.1')),
    },
  });
});
afterEach(() => bench.close());

const warm = () => bench.call('whitelist_list', { security_group_id: RULE.security_group_id });

/** What was sent for this call, in the order of arrival. */
async function sentFor(work: () => Promise<unknown>) {
  const [requests, connections] = [bench.sandbox.requests.length, bench.sandbox.connections()];
  await work();
  return {
    actions: bench.sandbox.requests.slice(requests).map((request) => request.action),
    connections: bench.sandbox.connections() - connections,
  };
}

describe('requests that a warm call costs', () => {
  it.each([
    ['a check: one', () => bench.call('whitelist_check', RULE), [DESCRIBE]],
    [
      '[remove.unread-id] a remove by id: a look at whose it is',
      () => bench.fail('whitelist_remove', { security_group_id: 'sg-123456', rule_id: 'sgr-1' }),
      // Where the rule may not be read, a person is to be asked.
      ['DescribeSecurityGroupRules'],
    ],
    ['a list of groups: one', () => bench.call('whitelist_list', {}), [DESCRIBE]],
  ])('%s, on a connection that is there', async (_what, call, actions) => {
    await warm();
    expect(await sentFor(call)).toEqual({ actions, connections: 0 });
  });

  it('an add: one, and a look beside it that can be switched off', async () => {
    await warm();
    const { actions, connections } = await sentFor(() => bench.call('whitelist_add', RULE));
    expect([...actions.sort(), connections]).toEqual([AUTHORIZE, DESCRIBE, 0]);
    const off = { default_parameters: { report_coverage: false }, grants: { sweep_after_change: false } };
    const plain = await startToolHarness({ config: off });
    await plain.call('whitelist_add', RULE);
    expect(plain.sandbox.requests.map(({ action }) => action).sort()).toEqual([
      AUTHORIZE,
      'GetCallerIdentity',
    ]);
    await plain.close();
  });

  it('a list: two at once, on connections that are there', async () => {
    await warm();
    const { actions, connections } = await sentFor(warm);
    expect(actions.sort()).toEqual(['DescribeSecurityGroupRules', DESCRIBE]);
    expect(connections).toBe(0);
  });

  it.each([
    ['a remove', RULE],
    ['a remove without a port', { ...RULE, port: undefined }],
  ])('%s: one read, since whose a rule is stands on it, and one change', async (_what, rule) => {
    await bench.call('whitelist_add', RULE);
    expect(await sentFor(() => bench.call('whitelist_remove', rule))).toEqual({
      actions: [DESCRIBE, REVOKE],
      connections: 0,
    });
  });

  it('the identity is asked once per key', async () => {
    const { guide } = bench.sandbox.keys;
    const credentials = { access_key_id: guide.accessKeyId, secret_access_key: guide.secretAccessKey };
    for (let i = 0; i < 3; i++) {
      await bench.call('whitelist_check', RULE);
      await bench.call('whitelist_check', { ...RULE, credentials });
    }
    const asked = bench.sandbox.requests.filter((request) => request.action === IDENTITY);
    expect(asked.map((request) => request.accessKeyId)).toEqual([
      bench.sandbox.keys.minimal.accessKeyId,
      guide.accessKeyId,
    ]);
  });

  it('the identity is asked alongside the change, not before or after it', async () => {
    const arrived = new Map<string, () => void>();
    const both = Promise.all(
      [AUTHORIZE, IDENTITY].map((action) => new Promise<void>((done) => arrived.set(action, done))),
    );
    // Neither is answered until both are there.
    hook = async (action) => {
      arrived.get(action)?.();
      await both;
    };
    expect(await bench.call('whitelist_add', RULE)).toMatchObject({
      status: 'added',
      account: '123456789012',
    });
  });
});

describe('STS out of reach', () => {
  const unconfirmed = expect.stringMatching(/^The AWS account could not be confirmed; /);

  it('a change stands although STS never answers, within a few seconds', async () => {
    hook = (action) => (action === IDENTITY ? forever : undefined);
    const started = performance.now();
    const result = await bench.call('whitelist_add', RULE);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(result).toMatchObject({ status: 'added', account: null, warnings: [unconfirmed] });
    expect(result['undo']).toHaveLength(1);
    // Nothing of the unanswered question is left once the program ends.
    await bench.runtime.close();
    const asked = () => bench.sandbox.requests.filter((request) => request.action === IDENTITY).length;
    const before = asked();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(asked()).toBe(before);
  });

  it('a change stands although STS fails', async () => {
    hook = (action) => {
      if (action === IDENTITY) throw new Error('down');
    };
    const result = await bench.call('whitelist_add', RULE);
    expect(result).toMatchObject({ status: 'added', account: null, warnings: [unconfirmed] });
    // It is asked again next time.
    hook = () => {};
    expect(await bench.call('whitelist_add', RULE)).toMatchObject({ account: '123456789012', warnings: [] });
  });

  it('reads stand too, and a failure of EC2 does not wait for STS', async () => {
    hook = (action) => (action === IDENTITY ? forever : undefined);
    const started = performance.now();
    const missing = await bench.fail('whitelist_check', { ...RULE, security_group_id: 'sg-1' });
    const failedAt = performance.now();
    expect(missing.code).toBe('group_not_found');
    expect(await bench.call('whitelist_check', RULE)).toMatchObject({ account: null });
    // The answer that waited for it took longer.
    expect(failedAt - started).toBeLessThan(performance.now() - failedAt);
  });
});

describe('calls side by side', () => {
  it('one that AWS lets hang holds up no other', async () => {
    await warm();
    hook = (_action, groupId) => (groupId === 'sg-123456' ? forever : undefined);
    const stop = new AbortController();
    const hung = ['whitelist_add', 'whitelist_check', 'whitelist_remove'].map((tool) =>
      bench.fail(tool, { ...RULE, security_group_id: 'sg-123456' }, stop.signal),
    );
    const others = Array.from({ length: 20 }, (_, i) =>
      bench.call('whitelist_add', { ...RULE, port: 1000 + i }),
    );
    for (const result of await Promise.all(others)) expect(result).toMatchObject({ status: 'added' });
    stop.abort();
    for (const report of await Promise.all(hung)) expect(report.code).toBe('cancelled');
  });
});

describe('cancelling', () => {
  const cancelAt = async (when: string, tool: string, args: object = RULE) => {
    const stop = new AbortController();
    hook = (action) => {
      if (action !== when) return undefined;
      stop.abort();
      return forever;
    };
    return bench.fail(tool, args, stop.signal);
  };

  it('before anything was sent: not done, and nothing is sent', async () => {
    const report = await bench.fail('whitelist_add', RULE, AbortSignal.abort());
    expect(report).toMatchObject({ code: 'cancelled', outcome: 'not_done' });
    expect(bench.sandbox.requests).toEqual([]);
  });

  it.each(['whitelist_add', 'whitelist_remove'])(
    'during the change of %s: not known, with the check to run',
    async (tool) => {
      if (tool === 'whitelist_remove') await bench.call('whitelist_add', RULE);
      const report = await cancelAt(tool === 'whitelist_add' ? AUTHORIZE : REVOKE, tool);
      expect(report).toMatchObject({ code: 'cancelled', outcome: 'unknown' });
      expect(report.guidance[0]).toContain('list sg-0123abcd in us-east-1 to see');
    },
  );

  it('during a read: not done', async () => {
    const { port: _port, ...wide } = RULE;
    expect(await cancelAt(DESCRIBE, 'whitelist_remove', wide)).toMatchObject({
      code: 'cancelled',
      outcome: 'not_done',
    });
    expect(await cancelAt(DESCRIBE, 'whitelist_check')).toMatchObject({
      code: 'cancelled',
      outcome: 'not_done',
    });
  });

  it('after the change, while STS is waited for: the change stands', async () => {
    const stop = new AbortController();
    hook = (action) => {
      if (action !== IDENTITY) return undefined;
      setTimeout(() => stop.abort(), 300);
      return forever;
    };
    const result = await bench.call('whitelist_add', RULE, stop.signal);
    expect(result).toMatchObject({ status: 'added', account: null });
  });
});

describe('the time limit of a call', () => {
  it('ends a hung call, whatever the garbage collector takes meanwhile', async () => {
    const limited = await startToolHarness({ callLimit: 4_000, sandbox: { onRequest: () => forever } });
    onTestFinished(() => limited.close());
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const caller = new AbortController();
    const report = limited.fail('whitelist_add', RULE, caller.signal);
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      collect();
    }
    expect(await report).toMatchObject({
      code: 'timeout',
      message: 'The time limit of the call ran out during ec2:AuthorizeSecurityGroupIngress in us-east-1.',
      outcome: 'unknown',
      retryable: true,
    });
  });
});

it("a person's time at the terminal is no part of the call's limit", async () => {
  const sandbox = await startTestSandbox();
  const { accessKeyId, secretAccessKey } = sandbox.keys.jo;
  const machine = startMachine({
    endpoint: sandbox.endpoint,
    env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: 'us-east-1' },
    config: { credential_profiles: [{ name: 'jo', mfa_serial: 'arn:aws:iam::123456789012:mfa/jo' }] },
    callLimit: 1_000,
    askCode: async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return '123456';
    },
  });
  expect(await machine.call('whitelist_list', { profile: 'jo' })).toMatchObject({ account: '123456789012' });
});
