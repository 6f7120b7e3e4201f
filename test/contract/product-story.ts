import { expect } from 'vitest';
import { loadConfig } from '#config/load.ts';
import { createRuntime } from '#context.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { createLog } from '#log.ts';
import { createToolCalls } from '#test/support/harness/tool-calls.ts';
import type { AwsFixture, VpcKind } from './aws-fixture.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

const ADDRESSES = [
  ['192.168.1.100', '192.168.1.100/32'],
  ['2001:DB8:0:0::1', '2001:db8::1/128'],
  ['198.51.100.77/24', '198.51.100.0/24'],
] as const;

/** The product's own tools on an endpoint that is to behave like AWS: what its whole job comes to. */
export async function runProductScenario(stage: AwsFixture, kind: VpcKind): Promise<void> {
  const { endpoint, region, keys } = stage.target;
  // Consent has tests of its own.
  const config = loadConfig({
    flags: { config: 'config.json' },
    env: {},
    readFile: () => '{"security_settings": {"confirm": "never"}}',
    place: CONFIG_PLACE,
  });
  const credentials = parseCredentials({
    access_key_id: keys.accessKeyId,
    secret_access_key: keys.secretAccessKey,
  });
  const runtime = createRuntime(config, {
    log: createLog({ level: 'error', format: 'text', write: () => {} }),
    user: 'jo',
    sandbox: { endpoint, region: parseRegion(region), credentials },
  });
  const { call, fail } = createToolCalls(runtime);
  const group = { security_group_id: await stage.newGroup(kind) };
  try {
    for (const [given, canonical] of ADDRESSES) {
      const rule = { ...group, ip_address: given, port: 'https' };
      expect(await call('whitelist_check', rule)).toMatchObject({ allowed: false });
      expect(await call('whitelist_add', { ...rule, description: 'Jo, home' })).toMatchObject({
        status: 'added',
        rules: [{ cidr: canonical, protocol: 'tcp', from_port: 443, to_port: 443 }],
      });
      expect(await call('whitelist_add', { ...rule, ip_address: canonical })).toMatchObject({
        status: 'already_present',
      });
      expect(await call('whitelist_check', rule)).toMatchObject({ allowed: true });
      expect(await call('whitelist_list', group)).toMatchObject({
        rules: [{ cidr: canonical, from_port: 443, to_port: 443, description: 'Jo, home' }],
      });
      await call('whitelist_add', { ...rule, port: '8000-8010', protocol: 'udp' });
      const removed = await call('whitelist_remove', { ...group, ip_address: given });
      expect(removed).toMatchObject({ status: 'removed', rules: [{ cidr: canonical }, { cidr: canonical }] });
      expect(await call('whitelist_remove', { ...rule })).toMatchObject({ status: 'not_found', rules: [] });
      expect(await call('whitelist_list', group)).toMatchObject({ rules: [] });
    }
    await runGrantScenario(call, { ...group, ip_address: '203.0.113.7', port: 5432 });
    expect(await fail('whitelist_list', { security_group_id: 'sg-0fffffffffffffff0' })).toMatchObject({
      code: 'group_not_found',
    });
  } finally {
    await runtime.close();
  }
}

type Call = ReturnType<typeof createToolCalls>['call'];

/** Access that is shared, lengthened, given up and moved; notes are written by the rules' properties. */
async function runGrantScenario(call: Call, rule: Record<string, unknown>): Promise<void> {
  const held = async () => {
    const listed = await call('whitelist_list', { security_group_id: rule['security_group_id'] });
    return (listed['rules'] as { cidr: string; holders?: { holder: string }[] }[]).map(
      ({ cidr, holders = [] }) => `${cidr} ${holders.map(({ holder }) => holder).join('+')}`,
    );
  };
  expect(await call('whitelist_add', { ...rule, expires_in: '1h' })).toMatchObject({ status: 'added' });
  expect(await call('whitelist_add', { ...rule, expires_in: '2h' })).toMatchObject({ status: 'extended' });
  await call('whitelist_add', { ...rule, holder: 'ann' });
  expect(await held()).toEqual(['203.0.113.7/32 jo+ann']);
  await call('whitelist_remove', { ...rule, holder: 'ann' });
  expect(await held()).toEqual(['203.0.113.7/32 jo']);
  const where = { security_group_id: rule['security_group_id'] };
  expect(await call('whitelist_sweep', where)).toMatchObject({ status: 'not_found' });
  expect(await call('whitelist_move', { ...where, ip_address: '203.0.113.9' })).toMatchObject({
    status: 'moved',
  });
  expect(await held()).toEqual(['203.0.113.9/32 jo']);
  expect(await call('whitelist_remove', { ...rule, ip_address: '203.0.113.9' })).toMatchObject({
    status: 'removed',
  });
  expect(await held()).toEqual([]);
}
