import { describe, expect, it } from 'vitest';
import { testGroupBench } from '#test/support/group-bench.ts';
import type { BenchOptions } from '#test/support/tool-bench.ts';

const reader = (options: BenchOptions = {}) =>
  testGroupBench({ key: ({ keys }) => keys.readOnly, ...options });

const FAULTS = [
  { kind: 'error', code: 'NoSuchResourceException' },
  { kind: 'altered', drop: ['Value'] },
  { kind: 'altered', set: { QuotaCode: 'x' }, drop: ['Quota'] },
  { kind: 'throttled' },
  { kind: 'server_error' },
  { kind: 'html', status: 200 },
  { kind: 'reset', when: 'before' },
];

describe("the account's own limit of rules per group", () => {
  it('is what AWS keeps to in the region', async () => {
    const on = await reader();
    const aws = await on.open();
    expect(await aws.ruleLimit()).toEqual({ rules: 60 });
    await on.sandbox.setResources({ rulesPerGroup: 120 });
    expect(await aws.ruleLimit()).toEqual({ rules: 120 });
    const asked = on.sandbox.requests.filter(({ service }) => service === 'servicequotas');
    expect(asked.map(({ action }) => action)).toEqual(['GetServiceQuota', 'GetServiceQuota']);
  });

  it('is not known where it may not be read', async () => {
    const on = await testGroupBench();
    expect(await (await on.open()).ruleLimit()).toBeNull();
    expect(on.sandbox.requests.at(-1)).toMatchObject({ errorCode: 'AccessDeniedException' });
  });

  it.each(FAULTS)('is not known after %j, and that is no failure', async (fault) => {
    const on = await reader();
    const aws = await on.open();
    await on.sandbox.setFaults([{ action: 'GetServiceQuota', fault }]);
    expect(await aws.ruleLimit()).toBeNull();
  });

  it.each(['never', 'before it was asked'])('is not waited for long: answered %s', async (when) => {
    const on = await reader();
    const end = new AbortController();
    const aws = await on.open(end.signal);
    await on.sandbox.setFaults([{ action: 'GetServiceQuota', fault: { kind: 'stall' } }]);
    if (when !== 'never') end.abort();
    const begun = performance.now();
    expect(await aws.ruleLimit()).toBeNull();
    expect(performance.now() - begun).toBeLessThan(when === 'never' ? 4_000 : 500);
  });
});
