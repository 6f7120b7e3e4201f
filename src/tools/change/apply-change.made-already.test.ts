import { describe, expect, it, onTestFinished } from 'vitest';
import {
  startToolHarness,
  type ToolHarness,
  type ToolHarnessOptions,
} from '#test/support/harness/tool-harness.ts';

const GROUP = 'sg-0123abcd';

async function bench(security: object = {}, more: ToolHarnessOptions = {}): Promise<ToolHarness> {
  const made = await startToolHarness({ config: { security_settings: security }, ...more });
  onTestFinished(() => made.close());
  return made;
}

/** Others let the world in here. */
async function there({ sandbox }: ToolHarness) {
  const groups = Object.values((await sandbox.state()).regions[sandbox.region]?.groups ?? {});
  const id = groups.find(({ name }) => name === 'web')?.id;
  return { security_group_id: id, ip_address: '0.0.0.0/0', port: 443 };
}

const changes = ({ sandbox }: ToolHarness) =>
  sandbox.requests.filter(({ action }) => /^(Authorize|Revoke)/.test(action)).length;

/**
 * A look at the group that finds all as it was to be leaves nothing to judge or to approve. By the time of a request the
 * group may be otherwise, so none is sent.
 */
describe('a change that is made already', () => {
  it('and that the settings refuse is not sent by a token of the plan to change nothing', async () => {
    const one = await bench();
    const call = await there(one);
    expect(await one.fail('whitelist_add', call)).toMatchObject({ code: 'refused_by_settings' });
    const { plan_token } = await one.call('whitelist_add', { ...call, dry_run: true });
    expect(await one.call('whitelist_add', { ...call, plan_token })).toMatchObject({
      status: 'already_present',
    });
    expect(changes(one)).toBe(0);
  });

  it.each([
    { confirm: 'always' },
    { sensitive_ports: [{ port: 443, confirm: true, min_prefix_length: { ipv4: 0 } }] },
  ])('is not sent without the approval that it would need: %j', async (security) => {
    const one = await bench({ allow_world_open: true, ...security });
    expect(await one.call('whitelist_add', await there(one))).toMatchObject({
      status: 'already_present',
      undo: [],
    });
    expect(changes(one)).toBe(0);
  });

  it.each([
    { ip_address: '203.0.113.7', port: 8443 },
    { ip_address: '203.0.113.7' },
    { rule_id: 'sgr-0ddba11' },
  ])('takes nothing away unseen: %j', async (selector) => {
    const one = await bench({ confirm: 'always' }, { key: ({ keys }) => keys.admin });
    const call = { security_group_id: GROUP, ...selector };
    expect(await one.call('whitelist_remove', call)).toMatchObject({ status: 'not_found', undo: [] });
    const { plan_token } = await one.call('whitelist_remove', { ...call, dry_run: true });
    expect(await one.call('whitelist_remove', { ...call, plan_token })).toMatchObject({
      status: 'not_found',
    });
    expect(changes(one)).toBe(0);
  });

  it('is looked at twice before nothing is taken away: reads may be behind', async () => {
    const one = await bench({ confirm: 'always' }, { key: ({ keys }) => keys.admin });
    const call = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 8443 };
    const reads = () => one.sandbox.requests.filter(({ action }) => action.startsWith('DescribeS')).length;
    await one.call('whitelist_remove', call);
    expect(reads()).toBe(2);
    await one.call('whitelist_remove', { security_group_id: GROUP, rule_id: 'sgr-0ddba11' });
    expect(reads()).toBe(4);
  });

  it('does not count as a change', async () => {
    const one = await bench({ confirm: 'always', rate_limit_per_minute: 1 });
    const call = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 8443 };
    for (let i = 0; i < 2; i++)
      expect(await one.call('whitelist_remove', call)).toMatchObject({ status: 'not_found' });
  });
});
