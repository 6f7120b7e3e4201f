import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fixedId } from '#sandbox/seed/ids.ts';
import { type Sandbox, type SandboxKey, startSandbox } from '#sandbox/index.ts';
import { elementText, signedRequest } from '#test/support/sandbox/service-harness.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const start = async (action: string, call: number | string, fault: object) =>
  (sandbox = await startSandbox({ faults: [{ action, call, fault }] }));

const RULE = {
  'IpPermissions.1.IpProtocol': 'tcp',
  'IpPermissions.1.FromPort': '443',
  'IpPermissions.1.ToPort': '443',
  'IpPermissions.1.IpRanges.1.CidrIp': '203.0.113.7/32',
};

interface Asked {
  params?: Record<string, string>;
  key?: SandboxKey;
  at?: Date;
  signal?: AbortSignal;
}

async function ask(Action: string, { params = {}, key, at, signal }: Asked = {}) {
  const { host } = new URL(sandbox.endpoint);
  const service = Action === 'GetCallerIdentity' ? 'sts' : 'ec2';
  const request = signedRequest({
    key: key ?? sandbox.keys.admin,
    params: { Action, ...params },
    service,
    host,
    ...(at && { at }),
  });
  const headers = Object.fromEntries([...request.headers].filter(([name]) => name !== 'host'));
  const body = Buffer.from(request.body).toString();
  const answer = await fetch(sandbox.endpoint, { method: 'POST', headers, body, ...(signal && { signal }) });
  const xml = await answer.text();
  return { status: answer.status, code: elementText(xml, 'Code'), xml, headers: answer.headers };
}

const add = (more: Asked = {}) =>
  ask('AuthorizeSecurityGroupIngress', { params: { GroupId: 'sg-123456', ...RULE }, ...more });
const read = () => ask('DescribeSecurityGroups', { params: { 'GroupId.1': 'sg-123456' } });
const isThere = async () => JSON.stringify(await sandbox.state()).includes('203.0.113.7/32');
const A = 'AuthorizeSecurityGroupIngress';

describe('what the service itself answers', () => {
  it.each([
    [{ kind: 'throttled' }, 503, 'RequestLimitExceeded', false],
    [{ kind: 'server_error' }, 500, 'InternalError', false],
    [{ kind: 'server_error', status: 503, when: 'after' }, 503, 'ServiceUnavailable', true],
    [{ kind: 'error', code: 'Novel', status: 418 }, 418, 'Novel', false],
    [{ kind: 'error', code: 'Novel', when: 'after' }, 400, 'Novel', true],
  ])('%j', async (fault, status, code, done) => {
    await start(A, '1', fault);
    expect(await add()).toMatchObject({ status, code });
    expect(await isThere()).toBe(done);
    expect(sandbox.requests).toHaveLength(1);
    expect(await add()).toMatchObject(
      done ? { status: 400, code: 'InvalidPermission.Duplicate' } : { status: 200 },
    );
  });

  it('throttles in the words of the service', async () => {
    await start('*', '1-2', { kind: 'throttled' });
    expect(await ask('GetCallerIdentity')).toMatchObject({ status: 400, code: 'Throttling' });
    expect(await read()).toMatchObject({ status: 503 });
    expect(await read()).toMatchObject({ status: 200 });
  });
});

describe('answers that are none', () => {
  it.each([
    [{ kind: 'html' }, 500, /^<!doctype html>/, false],
    [{ kind: 'html', status: 200, when: 'after' }, 200, /^<!doctype html>/, true],
    [{ kind: 'truncated' }, 200, /^<\?xml.*AuthorizeSecurityGroupIngressResponse.*[^>]$/s, true],
    [{ kind: 'truncated', status: 500 }, 500, /^<\?xml.*<Code>Int/s, false],
    [{ kind: 'empty' }, 200, /^$/, true],
  ])('%j', async (fault, status, xml, done) => {
    await start(A, 1, fault);
    expect(await add()).toMatchObject({ status, xml: expect.stringMatching(xml) });
    expect(await isThere()).toBe(done);
  });

  it('alters what is in them', async () => {
    const set = { ipProtocol: 'quic' };
    await start('Describe*', 1, {
      kind: 'altered',
      drop: ['fromPort', 'groupName'],
      set,
      add: ['<new>1</new>'],
    });
    const { xml } = await read();
    expect(xml).not.toMatch(/fromPort|groupName/);
    expect(xml).toMatch(/<ipProtocol>quic<.*<new>1<\/new><\/DescribeSecurityGroupsResponse>/s);
  });
});

describe('connections', () => {
  it.each([
    ['before', false, false],
    ['after', true, true],
    ['late', false, true],
  ])('reset %s the change', async (when, atOnce, inTheEnd) => {
    await start(A, 1, { kind: 'reset', when, ms: 1_500 });
    await expect(add()).rejects.toThrow('fetch failed');
    expect(await isThere()).toBe(atOnce);
    if (when === 'late') await sleep(1_600);
    await vi.waitFor(async () => expect(await isThere()).toBe(inTheEnd));
  });

  it.each([
    ['before', false, false],
    ['after', true, true],
    ['late', false, true],
  ])('stalled %s the change, until the client goes', async (when, meanwhile, inTheEnd) => {
    await start(A, 1, { kind: 'stall', when });
    const end = new AbortController();
    const asked = add({ signal: end.signal }).catch((error: unknown) => error);
    await sleep(150);
    expect(await isThere()).toBe(meanwhile);
    end.abort();
    expect(await asked).toBeInstanceOf(Error);
    await vi.waitFor(async () => expect(await isThere()).toBe(inTheEnd));
  });

  it('stalled for a while, or dripping, answer in the end', async () => {
    await start(A, 1, { kind: 'stall', when: 'after', ms: 200 });
    const begun = performance.now();
    expect(await add()).toMatchObject({ status: 200 });
    expect(performance.now() - begun).toBeGreaterThan(190);
    await sandbox.setFaults([{ action: 'GetCallerIdentity', fault: { kind: 'drip', ms: 1 } }]);
    expect(await ask('GetCallerIdentity')).toMatchObject({ status: 200 });
    expect(performance.now() - begun).toBeGreaterThan(500);
  });

  it('are refused for a while, from the call that is named', async () => {
    await start(A, 2, { kind: 'refused', ms: 2_000 });
    expect(await add()).toMatchObject({ status: 200 });
    await expect(read()).rejects.toThrow('fetch failed');
    await vi.waitFor(async () => expect(await read()).toMatchObject({ status: 200 }));
  });

  it('are refused until another plan is set', async () => {
    await start(A, 1, { kind: 'refused' });
    await expect(read()).rejects.toThrow('fetch failed');
    await sandbox.setFaults([]);
    expect(await read()).toMatchObject({ status: 200 });
  });
});

describe('time', () => {
  it('runs out for a token from the call on that is named', async () => {
    await start('DescribeSecurityGroups', 2, { kind: 'expired' });
    expect(await read()).toMatchObject({ status: 200 });
    expect(await read()).toMatchObject({ code: 'RequestExpired' });
    expect(await ask('GetCallerIdentity')).toMatchObject({ code: 'ExpiredToken' });
    expect(await ask('GetCallerIdentity', { key: sandbox.keys.session })).toMatchObject({ status: 200 });
  });

  it('is another here than there', async () => {
    await start('*', '*', { kind: 'wrong_clock', seconds: 7200 });
    const refused = await add();
    expect(refused).toMatchObject({ code: 'RequestExpired' });
    const date = Date.parse(refused.headers.get('date') ?? '');
    expect(date - Date.now()).toBeGreaterThan(7_100_000);
    expect(await add({ at: new Date(date) })).toMatchObject({ status: 200 });
  });

  it('passes before reads see the last change', async () => {
    await start(A, 1, { kind: 'stale', reads: 2 });
    await add();
    const seen = async () => (await read()).xml.includes('203.0.113.7/32');
    expect([await seen(), await seen(), await seen()]).toEqual([false, false, true]);
  });
});

describe('changes of rules that are there', () => {
  const ID = 'SecurityGroupRuleId';
  const rule = fixedId('sgr', 'sg-123456/0');
  const to = 'SecurityGroupRule.1.SecurityGroupRule';
  const DESCRIPTIONS: Record<string, string> = {
    [`SecurityGroupRuleDescription.1.${ID}`]: rule,
    'SecurityGroupRuleDescription.1.Description': 'other words',
  };
  const MODIFICATION: Record<string, string> = {
    [`SecurityGroupRule.1.${ID}`]: rule,
    [`${to}.IpProtocol`]: '-1',
    [`${to}.CidrIpv4`]: '203.0.113.7/32',
    [`${to}.Description`]: 'other words',
  };
  const change = (action: string, params: Record<string, string>) =>
    ask(action, { params: { GroupId: 'sg-123456', ...params } });
  const CHANGES = [
    ['UpdateSecurityGroupRuleDescriptionsIngress', DESCRIPTIONS],
    ['ModifySecurityGroupRules', MODIFICATION],
  ] as const;

  it.each(CHANGES)('are seen late, those of %s', async (action, params) => {
    await start(action, 1, { kind: 'stale', reads: 4 });
    await change(action, params);
    const seen = async (read: string) => (await ask(read)).xml.includes('other words');
    for (const late of [true, true, false]) {
      for (const read of ['DescribeSecurityGroups', 'DescribeSecurityGroupRules']) {
        expect(await seen(read)).toBe(!late);
      }
    }
  });

  it.each(CHANGES)('go wrong before and after, those of %s', async (action, params) => {
    const isDone = async () => JSON.stringify(await sandbox.state()).includes('other words');
    const faults = ['before', 'after'].map((when, n) => ({
      action,
      call: n + 1,
      fault: { kind: 'reset', when },
    }));
    sandbox = await startSandbox({ faults });
    await expect(change(action, params)).rejects.toThrow('fetch failed');
    expect(await isDone()).toBe(false);
    await expect(change(action, params)).rejects.toThrow('fetch failed');
    expect(await isDone()).toBe(true);
    expect(await change(action, params)).toMatchObject({ status: 200 });
  });
});

it('refuses a plan that it cannot read, and then does not run', async () => {
  sandbox = await startSandbox();
  await expect(sandbox.setFaults([{}])).rejects.toThrow('[0].action');
  await expect(startSandbox({ faults: 'slow' })).rejects.toThrow('the plan: a list is expected');
});
