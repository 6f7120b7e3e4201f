import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';

/** What somebody else does between a call's read and its change; it ends by itself. */
let meanwhile: (() => Promise<unknown>) | null;
let bench: ToolHarness;
let other: ToolHarness['sandbox']['keys']['admin'];
beforeEach(async () => {
  meanwhile = null;
  bench = await startToolHarness({
    config: { security_settings: { confirm: 'never' } },
    sandbox: {
      async onRequest({ action, accessKeyId }) {
        if (action !== 'RevokeSecurityGroupIngress' || accessKeyId === other.accessKeyId) return;
        await meanwhile?.();
      },
    },
  });
  other = bench.sandbox.keys.admin;
});
afterEach(() => bench.close());

const asOther = () => ({
  credentials: { access_key_id: other.accessKeyId, secret_access_key: other.secretAccessKey },
});

describe.each(['sg-123456', 'sg-0123abcd'])(
  'a removal of all ports in %s, while somebody else changes it',
  (group) => {
    const rule = (port: number) => ({ security_group_id: group, ip_address: '203.0.113.7', port });
    const portsLeft = async () => {
      const { rules } = await bench.call('whitelist_list', { security_group_id: group });
      return (rules as RuleResult[]).filter((r) => r.cidr === '203.0.113.7/32').map((r) => r.from_port);
    };
    const removeAll = { security_group_id: group, ip_address: '203.0.113.7' };

    it('takes what is left, and tells only of that', async () => {
      for (const port of [1, 2, 3]) await bench.call('whitelist_add', rule(port));
      meanwhile = async () => {
        meanwhile = null;
        await bench.call('whitelist_remove', { ...rule(2), ...asOther() });
      };
      const result = await bench.call('whitelist_remove', removeAll);
      expect(result).toMatchObject({ status: 'removed' });
      expect((result['rules'] as RuleResult[]).map((r) => r.from_port).sort()).toEqual([1, 3]);
      expect(result['undo']).toHaveLength(2);
      expect(await portsLeft()).toEqual([]);
    });

    it('finds nothing where the other was faster', async () => {
      await bench.call('whitelist_add', rule(1));
      meanwhile = async () => {
        meanwhile = null;
        await bench.call('whitelist_remove', { ...rule(1), ...asOther() });
      };
      const result = await bench.call('whitelist_remove', removeAll);
      expect(result).toMatchObject({ status: 'not_found', rules: [], undo: [], warnings: [] });
    });
  },
);

it('gives up, truly, where a group never holds still', async () => {
  let port = 1;
  const rule = () => ({ security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port });
  await bench.call('whitelist_add', rule());
  meanwhile = async () => {
    await bench.call('whitelist_remove', { ...rule(), ...asOther() });
    port += 1;
    await bench.call('whitelist_add', { ...rule(), ...asOther() });
  };
  const report = await bench.fail('whitelist_remove', {
    security_group_id: 'sg-0123abcd',
    ip_address: '203.0.113.7',
  });
  expect(report).toMatchObject({ code: 'aws_error', retryable: true, outcome: 'not_done' });
  expect(report.message).toBe('The rules that were to go from sg-0123abcd kept changing.');
});
