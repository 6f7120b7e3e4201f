import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type Bench } from '../../test/support/tool-bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('whitelist_add', () => {
  it('[add.makes-rule-hold] makes the wanted rule hold', async () => {
    const wanted = {
      security_group_id: 'sg-123456',
      ip_address: '192.168.1.100',
      port: 443,
      protocol: 'tcp',
    };
    expect(await bench.call('whitelist_check', wanted)).toMatchObject({ allowed: false });
    const added = await bench.call('whitelist_add', { ...wanted, description: 'Added via Claude Desktop' });
    expect(added).toMatchObject({
      status: 'added',
      account: '123456789012',
      region: 'us-east-1',
      rules: [{ cidr: '192.168.1.100/32', protocol: 'tcp', from_port: 443, to_port: 443 }],
    });
    expect(await bench.call('whitelist_check', wanted)).toMatchObject({ allowed: true });
  });
});
