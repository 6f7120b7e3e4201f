import { afterAll, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const bench: ToolHarness = await startToolHarness();
afterAll(() => bench.close());

const RULE = { security_group_id: 'sg-123456', ip_address: '203.0.113.7', port: 443 };
const TEMPLATE = {
  credentials: {
    access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
    session_token: 'optional-for-temporary-credentials',
  },
  security_group_id: 'sg-123456',
  ip_address: '192.168.1.100',
  port: 443,
  protocol: 'tcp',
  description: 'Added via Claude Desktop',
};
describe('well-formed input', () => {
  it("[input.guide-values] takes the guide's request as it stands", async () => {
    const added = await bench.call('whitelist_add', TEMPLATE);
    expect(added).toMatchObject({ status: 'added', credential_source: 'the call', account: '123456789012' });
    const { session_token: _token, ...longTerm } = TEMPLATE.credentials;
    for (const credentials of [TEMPLATE.credentials, longTerm]) {
      const checked = await bench.call('whitelist_check', { ...TEMPLATE, credentials });
      expect(checked).toMatchObject({ allowed: true });
      expect(
        await bench.call('whitelist_list', { credentials, security_group_id: 'sg-123456' }),
      ).toBeTruthy();
    }
    expect(await bench.call('whitelist_remove', TEMPLATE)).toMatchObject({ status: 'removed' });
    // AKIAXXXXXXX is well-formed: it reaches AWS, which knows better.
    const placeholder = { access_key_id: 'AKIAXXXXXXX', secret_access_key: 'xxxxxxxxx', region: 'us-east-1' };
    const refused = await bench.fail('whitelist_add', { ...TEMPLATE, credentials: placeholder });
    expect(refused).toMatchObject({ code: 'invalid_credentials', aws: { code: 'InvalidClientTokenId' } });
  });

  it.each(['sg-1', 'sg-123456', 'sg-0123abcd', 'sg-0123456789abcdef0', `sg-${'a'.repeat(40)}`])(
    '[input.group-id-length] takes %s',
    async (id) => {
      const outcome = bench.call('whitelist_check', { ...RULE, security_group_id: id });
      const known = ['sg-123456', 'sg-0123abcd'].includes(id);
      if (known) expect(await outcome).toMatchObject({ allowed: false });
      else await expect(outcome).rejects.toMatchObject({ code: 'group_not_found' });
    },
  );

  it.each(['10.1.2.3', '172.16.0.0/12', '192.168.1.100', '100.64.0.1', 'fd00::1'])(
    '[input.private-addresses] takes %s',
    async (ip_address) => {
      expect(await bench.call('whitelist_add', { ...RULE, ip_address })).toMatchObject({ status: 'added' });
    },
  );

  it.each<[string, string]>([
    ['127.0.0.1', 'loopback'],
    ['127.0.0.0/8', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['ff02::1', 'multicast'],
    ['0.0.0.0', 'no address of anybody'],
    ['0.0.0.0/8', 'no address of anybody'],
    ['::', 'no address of anybody'],
    ['255.255.255.255', 'broadcast'],
  ])('lets nobody in from %s, since nobody comes from there, and says why', async (ip_address, why) => {
    for (const [tool, more] of [
      ['whitelist_add', {}],
      ['whitelist_add', { ip_address: undefined, ip_addresses: ['203.0.113.7', ip_address] }],
    ] as const) {
      const report = await bench.fail(tool, { ...RULE, ip_address, ...more });
      expect(report.code).toBe('invalid_input');
      expect(report.guidance.join(' ')).toContain(why);
    }
    // Such a rule can be asked about, and be taken away.
    expect(await bench.call('whitelist_check', { ...RULE, ip_address })).toMatchObject({ allowed: false });
    expect(await bench.call('whitelist_remove', { ...RULE, ip_address })).toMatchObject({
      status: 'not_found',
    });
  });

  it.each(['AKIAXXXXXXX', 'x', 'akiaiosfodnn7example', 'AIDAEXAMPLE', 'key with spaces'])(
    '[input.key-swap] asks nothing else of the key id: %s reaches AWS',
    async (access_key_id) => {
      const before = bench.sandbox.requests.length;
      const credentials = { access_key_id, secret_access_key: 'canary' };
      const report = await bench.fail('whitelist_list', { credentials });
      expect(report.code).toBe('invalid_credentials');
      expect(report.message).not.toContain('swapped');
      expect(bench.sandbox.requests.length).toBeGreaterThan(before);
    },
  );

  it('[input.region-unknown] tries a region that it does not know, and names the nearest that it does', async () => {
    const report = await bench.fail('whitelist_list', {
      security_group_id: 'sg-123456',
      region: 'us-eats-1',
    });
    expect(bench.sandbox.requests.map((request) => request.region)).toContain('us-eats-1');
    expect([report.message, ...report.guidance].join(' ')).toContain('us-east-1');
  });
});
