import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 8443 };

let bench: ToolHarness;
beforeEach(async () => {
  bench = await startToolHarness({ key: ({ keys }) => keys.admin });
});
afterEach(() => bench.close());

const add = (more: object) => bench.call('whitelist_add', { ...RULE, ...more });
const remove = async (more: object = {}) => bench.call('whitelist_remove', { ...RULE, ...more });

describe('[remove.still-open] a removal', () => {
  it('names wider addresses and ports that let the same in', async () => {
    await add({});
    await add({ ip_address: '203.0.113.0/24', port: '8000-9000' });
    expect(await remove()).toMatchObject({
      status: 'removed',
      warnings: ['203.0.113.7/32 still gets in, through tcp 8000-9000 from 203.0.113.0/24.'],
    });
  });

  it('does so where there was nothing to remove', async () => {
    await add({ ip_address: '203.0.113.0/24' });
    expect(await remove()).toMatchObject({
      status: 'not_found',
      warnings: ['203.0.113.7/32 still gets in, through tcp 8443 from 203.0.113.0/24.'],
    });
  });

  it('says when it is a part alone', async () => {
    await add({ ip_address: '203.0.113.0/24' });
    await add({ ip_address: '203.0.113.7', port: '8000-9000' });
    expect(await remove({ port: undefined })).toMatchObject({
      status: 'removed',
      warnings: ['203.0.113.7/32 still gets in, in part, through tcp 8443 from 203.0.113.0/24.'],
    });
  });

  it('says nothing where nothing does', async () => {
    await add({});
    await add({ ip_address: '203.0.113.8' });
    expect(await remove()).toMatchObject({ status: 'removed', warnings: [] });
  });

  it('of a rule that others hold says that the port stays open', async () => {
    await add({ holder: 'ann' });
    await add({});
    const result = await remove();
    expect(result).toMatchObject({ status: 'released', rules: [{ state: 'left' }] });
    expect(String(result['warnings'])).toContain('stays open, held by ann (no end)');
  });
});
