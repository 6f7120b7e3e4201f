import { expect, describe, it, onTestFinished } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 8443 };
const CLOCK_WARNING = 'AWS did not give its time';

/** AWS's answers carry no request id in their headers; nor, with `none`, in their bodies. */
async function bench(id: 'body' | 'none'): Promise<ToolHarness> {
  const made = await startToolHarness({ key: ({ keys }) => keys.admin });
  onTestFinished(() => made.close());
  await made.sandbox.setFaults([{ action: '*', call: '*', fault: { kind: 'unnamed', id } }]);
  return made;
}

describe('answers without a request id', () => {
  it('[time.without-aws] let one read, add and remove, and give ends by this machine’s clock', async () => {
    const one = await bench('none');
    expect(await one.call('whitelist_add', RULE)).toMatchObject({ status: 'added' });
    const listed = await one.call('whitelist_list', { security_group_id: GROUP });
    expect(String(listed['warnings'])).toContain(CLOCK_WARNING);
    expect(await one.call('whitelist_check', RULE)).toMatchObject({ allowed: true });
    const withEnd = await one.call('whitelist_add', { ...RULE, port: 8444, expires_in: '2h' });
    expect(withEnd).toMatchObject({ status: 'added', grant: { in_force: 'as_requested' } });
    const warnings = withEnd['warnings'] as readonly string[];
    expect(warnings.filter((text) => text.includes(CLOCK_WARNING))).toHaveLength(1);
    expect(await one.call('whitelist_remove', RULE)).toMatchObject({ status: 'removed' });
  });

  it('let no sweep take anything, and say why', async () => {
    const one = await bench('none');
    await one.call('whitelist_add', { ...RULE, expires_in: '1m' });
    const report = await one.fail('whitelist_sweep', { security_group_id: GROUP });
    expect(report).toMatchObject({ outcome: 'not_done' });
    expect(report.message).toContain("AWS's time is not known");
  });

  it('keep what others hold, whatever this machine’s clock says of it', async () => {
    const one = await bench('none');
    await one.call('whitelist_add', { ...RULE, holder: 'ann', expires_in: '1m' });
    await one.call('whitelist_add', RULE);
    expect(await one.call('whitelist_remove', RULE)).toMatchObject({ status: 'released' });
  });

  it('are as good as any where the body has it', async () => {
    const one = await bench('body');
    const added = await one.call('whitelist_add', { ...RULE, expires_in: '2h' });
    expect(String(added['warnings'])).not.toContain(CLOCK_WARNING);
    expect(await one.call('whitelist_sweep', { security_group_id: GROUP })).toMatchObject({
      status: 'not_found',
    });
  });
});
