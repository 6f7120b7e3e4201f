import { afterEach, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';

let bench: ToolHarness;
afterEach(() => bench.close());

const addresses = (count: number) => Array.from({ length: count }, (_, i) => `203.0.113.${i + 1}`);
const many = (count: number) => ({ security_group_id: GROUP, ip_addresses: addresses(count), port: 8443 });
const additions = () => bench.sandbox.requests.filter(({ action }) => /^Authorize/.test(action)).length;
const countOf = async () =>
  ((await bench.call('whitelist_list', { security_group_id: GROUP }))['rules'] as unknown[]).length;

describe('more rules than a group has room for', () => {
  it('[quota.checked-before] are refused before anything is sent, with what fits and what would make room', async () => {
    bench = await startToolHarness({ key: ({ keys }) => keys.admin, config: {} });
    await bench.sandbox.setResources({ rulesPerGroup: 6 });
    await bench.call('whitelist_add', { security_group_id: GROUP, ip_address: '198.51.100.0/24', port: 443 });
    await bench.call('whitelist_add', { security_group_id: GROUP, ip_address: '198.51.100.7', port: 443 });
    const [before, sent] = [await countOf(), additions()];
    const report = await bench.fail('whitelist_add', many(60));
    expect(report).toMatchObject({ code: 'rule_limit_exceeded', outcome: 'not_done' });
    expect(report.message).toBe(
      `sg-0123abcd has no room for ${54 + before} of the 60 new rules, and nothing was added: the account allows 6 inbound rules of each family per group.`,
    );
    expect(report.guidance.join(' ')).toContain(
      'Room: tcp 443 from 198.51.100.7/32 is let in by tcp 443 from 198.51.100.0/24 anyway.',
    );
    expect([await countOf(), additions()]).toEqual([before, sent]);
  });

  it('[quota.nothing-half-done] are refused by AWS where the figure may not be read, and none of them is there', async () => {
    bench = await startToolHarness({ config: {} });
    const before = await countOf();
    const report = await bench.fail('whitelist_add', many(61));
    expect(report).toMatchObject({ code: 'rule_limit_exceeded', outcome: 'not_done' });
    expect(report.guidance[0]).toMatch(/^It has \d+ IPv4 and 0 IPv6 inbound rules, and 0 from groups/);
    expect(await countOf()).toBe(before);
  });

  it('fit where the account may have more', async () => {
    bench = await startToolHarness({ key: ({ keys }) => keys.admin, config: {} });
    await bench.sandbox.setResources({ rulesPerGroup: 100 });
    expect(await bench.call('whitelist_add', many(70))).toMatchObject({ status: 'added' });
  });
});
