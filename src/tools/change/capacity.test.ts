import { afterEach, describe, expect, it } from 'vitest';
import { toWhitelistError } from '#core/errors/errors.ts';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';
/** CloudFront's, as every account has it. */
const CDN = 'pl-3b927c52';

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
    expect(report.guidance[0]).toMatch(
      /^It has \d+ IPv4 and 0 IPv6 inbound rules by address, and 0 by groups/,
    );
    expect(await countOf()).toBe(before);
  });

  it.each([
    ['admin', `${CDN}: 55 rules`],
    ['minimal', `${CDN}: its figure may not be read`],
  ] as const)('are told what prefix lists take of it, as far as %s may read it', async (key, figure) => {
    bench = await startToolHarness({ key: ({ keys }) => keys[key], config: {} });
    await bench.sandbox.changeState(({ regions }) => {
      regions['us-east-1']?.groups
        .find(({ id }) => id === GROUP)
        ?.rules.push({
          ...{
            id: 'sgr-0123456789abcdef0',
            egress: false,
            tags: [],
            protocol: 'tcp',
            fromPort: 443,
            toPort: 443,
          },
          source: { kind: 'prefix-list', id: CDN },
        });
    });
    for (const port of [1, 2, 3, 4, 5, 6]) {
      const call = { security_group_id: GROUP, ip_address: '203.0.113.7', port };
      const answer = await bench
        .call('whitelist_add', call)
        .catch((error: unknown) => toWhitelistError(error).report());
      if (!('guidance' in answer)) continue;
      expect(answer).toMatchObject({ code: 'rule_limit_exceeded' });
      expect(JSON.stringify(answer.guidance)).toContain('however few it has');
      expect(JSON.stringify(answer.guidance)).toContain(figure);
      return;
    }
    throw new Error('the group was never full');
  });

  it('fit where the account may have more', async () => {
    bench = await startToolHarness({ key: ({ keys }) => keys.admin, config: {} });
    await bench.sandbox.setResources({ rulesPerGroup: 100 });
    expect(await bench.call('whitelist_add', many(70))).toMatchObject({ status: 'added' });
  });
});
