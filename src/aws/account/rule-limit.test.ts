import { describe, expect, it } from 'vitest';
import { createTestGroupHarness } from '#test/support/harness/group-harness.ts';
import type { ToolHarnessOptions } from '#test/support/harness/tool-harness.ts';

const reader = (options: ToolHarnessOptions = {}) =>
  createTestGroupHarness({ key: ({ keys }) => keys.readOnly, ...options });

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
    const aws = await on.openSession();
    expect(await aws.ruleLimit()).toEqual({ rules: 60 });
    await on.sandbox.setResources({ rulesPerGroup: 120 });
    expect(await aws.ruleLimit()).toEqual({ rules: 120 });
    const asked = on.sandbox.requests.filter(({ service }) => service === 'servicequotas');
    expect(asked.map(({ action }) => action)).toEqual(['GetServiceQuota', 'GetServiceQuota']);
  });

  it('is not known where it may not be read', async () => {
    const on = await createTestGroupHarness();
    expect(await (await on.openSession()).ruleLimit()).toBeNull();
    expect(on.sandbox.requests.at(-1)).toMatchObject({ errorCode: 'AccessDeniedException' });
  });

  it.each(FAULTS)('is not known after %j, and that is no failure', async (fault) => {
    const on = await reader();
    const aws = await on.openSession();
    await on.sandbox.setFaults([{ action: 'GetServiceQuota', fault }]);
    expect(await aws.ruleLimit()).toBeNull();
  });

  it.each(['never', 'before it was asked'])('is not waited for long: answered %s', async (when) => {
    const on = await reader();
    const end = new AbortController();
    const aws = await on.openSession(end.signal);
    await on.sandbox.setFaults([{ action: 'GetServiceQuota', fault: { kind: 'stall' } }]);
    if (when !== 'never') end.abort();
    const begun = performance.now();
    expect(await aws.ruleLimit()).toBeNull();
    // Far below the limit of a call, far above what a busy machine needs.
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
