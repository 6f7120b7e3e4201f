import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { createLog } from '#log.ts';
import type { EndingGrant } from '#tools/definition/context.ts';
import { createScheduledSweeps, type Sweep } from './scheduled-sweeps.ts';

const MINUTE = 60_000;
const GRANT: EndingGrant = {
  groupId: 'sg-0123abcd',
  region: parseRegion('us-east-1'),
  profile: null,
  endsAt: new Date('2026-11-23T18:02Z'),
  msUntilEnd: 60 * MINUTE,
};

describe('grants that are taken back', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function begin(sweep: Sweep) {
    const lines: string[] = [];
    const log = createLog({ level: 'info', format: 'text', write: (line) => lines.push(line) });
    const takeBacks = createScheduledSweeps(sweep, log);
    onTestFinished(takeBacks.clear);
    return { takeBacks, lines };
  }

  it('are swept once their grace is over, each end once', async () => {
    const swept: string[] = [];
    const { takeBacks, lines } = begin(async ({ groupId }) => void swept.push(groupId));
    takeBacks.add(GRANT);
    takeBacks.add({ ...GRANT, msUntilEnd: GRANT.msUntilEnd + 10 });
    takeBacks.add({ ...GRANT, groupId: 'sg-1' });
    await vi.advanceTimersByTimeAsync(62 * MINUTE);
    expect(swept).toEqual([]);
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(swept.sort()).toEqual(['sg-0123abcd', 'sg-1']);
    expect(lines.join('')).toContain('took back what has expired group=sg-0123abcd region=us-east-1');
    await vi.advanceTimersByTimeAsync(600 * MINUTE);
    expect(swept).toHaveLength(2);
  });

  it('are tried again where AWS did not let them, three times in all', async () => {
    let tries = 0;
    const { takeBacks, lines } = begin(() => {
      tries += 1;
      return Promise.reject(new WhitelistError('throttled', 'Not now.'));
    });
    takeBacks.add(GRANT);
    await vi.advanceTimersByTimeAsync(63 * MINUTE);
    expect(tries).toBe(1);
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(tries).toBe(3);
    expect(lines.filter((line) => line.includes('could not be taken back'))).toHaveLength(3);
    expect(lines.join('')).toContain('code=throttled');
  });

  it('wait for longer than one timer of Node’s can', async () => {
    let swept = 0;
    const { takeBacks } = begin(async () => void (swept += 1));
    takeBacks.add({ ...GRANT, msUntilEnd: 60 * 24 * 60 * MINUTE });
    await vi.advanceTimersByTimeAsync(59 * 24 * 60 * MINUTE);
    expect(swept).toBe(0);
    await vi.advanceTimersByTimeAsync(2 * 24 * 60 * MINUTE);
    expect(swept).toBe(1);
  });

  it('end with the process, and are no more than can be kept in mind', async () => {
    let swept = 0;
    const { takeBacks } = begin(async () => void (swept += 1));
    for (let i = 0; i < 1_000; i++) {
      expect(takeBacks.isFull()).toBe(false);
      takeBacks.add({ ...GRANT, groupId: `sg-${i}` });
    }
    expect(takeBacks.isFull()).toBe(true);
    takeBacks.clear();
    await vi.advanceTimersByTimeAsync(100 * MINUTE);
    expect(swept).toBe(0);
  });
});

const WANTED = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443, expires_in: '1h' };
const endsOf = (result: Record<string, unknown>) => (result['grant'] as { ends: string[] }).ends.join(' ');

describe('[grant.taken-back] a server', () => {
  it('takes a grant back at its end, and says so beforehand', async () => {
    const harness = await startToolHarness({ sandbox: { anySignatureAge: true } });
    onTestFinished(() => harness.close());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const added = await harness.call('whitelist_add', WANTED);
    expect(endsOf(added)).toMatch(
      /^This server removes it at \d\d:\d\dZ, if it still runs then\. Else it is/,
    );
    const rules = async () =>
      (await harness.sandbox.state()).regions['us-east-1']?.groups.flatMap((g) => g.rules) ?? [];
    const isThere = async () =>
      (await rules()).some(({ source }) => 'cidr' in source && source.cidr === '203.0.113.7/32');
    expect(await isThere()).toBe(true);
    harness.sandbox.advanceClock(64 * 60);
    await vi.advanceTimersByTimeAsync(61 * MINUTE);
    // In small steps, with time for an answer of the sandbox in between: a call has a time limit of its own.
    for (let i = 0; i < 30 && (await isThere()); i++) {
      await vi.advanceTimersByTimeAsync(5_000);
      await delay(50);
    }
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await isThere()).toBe(false));
  });

  it('promises nothing with credentials that it could not find again', async () => {
    const harness = await startToolHarness({});
    onTestFinished(() => harness.close());
    const { accessKeyId, secretAccessKey } = harness.sandbox.keys.admin;
    const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    const added = await harness.call('whitelist_add', { ...WANTED, credentials });
    expect(endsOf(added)).toMatch(/^It is removed by the next change to this group by awswhitelist after/);
  });

  it('promises nothing where a person would have to approve it', async () => {
    const harness = await startToolHarness({ config: { security_settings: { confirm: 'always' } } });
    onTestFinished(() => harness.close());
    const planned = await harness.call('whitelist_add', { ...WANTED, dry_run: true });
    expect(endsOf(planned)).toMatch(/^It is removed by your scheduled awswhitelist sweep/);
  });
});
