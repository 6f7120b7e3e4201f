import { describe, expect, it, onTestFinished } from 'vitest';
import {
  startToolHarness,
  type ToolHarness,
  type ToolHarnessOptions,
} from '#test/support/harness/tool-harness.ts';
import { parseHolder } from '#core/grants/holder.ts';
import { releaseGrants, canRenew, listGrantedRules } from './temporary-access.ts';

const GROUP = { security_group_id: 'sg-0123abcd' };
const OWN = parseHolder('jo.x7k2m9');

async function bench(options: ToolHarnessOptions = {}): Promise<ToolHarness> {
  const started = await startToolHarness({ key: ({ keys }) => keys.admin, ...options });
  onTestFinished(() => started.close());
  return started;
}

const add = ({ call }: ToolHarness, ip: string, port: number, holder?: string) =>
  call('whitelist_add', { ...GROUP, ip_address: ip, port, ...(holder !== undefined && { holder }) });

/** The sandbox's own word on the descriptions of a port's rules. */
async function descriptions({ sandbox }: ToolHarness, port: number): Promise<(string | null | undefined)[]> {
  const { regions } = await sandbox.state();
  const group = regions['us-east-1']?.groups.find(({ id }) => id === GROUP.security_group_id);
  return (group?.rules ?? [])
    .filter(({ egress, fromPort }) => !egress && fromPort === port)
    .map(({ description }) => description);
}

describe('[with.own-share] what a holder gives up', () => {
  it('is all of that holder’s in the group, and nobody else’s', async () => {
    const at = await bench();
    await add(at, '203.0.113.7', 8443, OWN);
    await add(at, '203.0.113.8', 8443, OWN);
    await add(at, '203.0.113.9', 8443, 'ann');
    await add(at, '203.0.113.10', 8444, 'ann');
    await add(at, '203.0.113.10', 8444, OWN);
    expect((await listGrantedRules(GROUP, OWN, at.runtime.toolContext())).map(({ cidr }) => cidr)).toEqual([
      '203.0.113.7/32',
      '203.0.113.8/32',
      '203.0.113.10/32',
    ]);
    // Each rule is judged by itself: nobody is asked, as they would be before two go at once.
    const { gone, shared, left, error } = await releaseGrants(GROUP, OWN, at.runtime.toolContext());
    expect(gone.map(({ cidr }) => cidr)).toEqual(['203.0.113.7/32', '203.0.113.8/32']);
    expect(shared.map(({ cidr }) => cidr)).toEqual(['203.0.113.10/32']);
    expect({ left, error }).toEqual({ left: [], error: null });
    expect(await descriptions(at, 8443)).toEqual(['[awswhitelist:1 ann]']);
    expect(await descriptions(at, 8444)).toEqual(['[awswhitelist:1 ann]']);
  });

  it('is nothing where there is none, and a rule that others made is left alone', async () => {
    const at = await bench();
    const before = (await at.sandbox.state()).regions['us-east-1'];
    const ended = await releaseGrants(GROUP, OWN, at.runtime.toolContext());
    expect(ended).toEqual({ gone: [], shared: [], left: [], error: null });
    expect((await at.sandbox.state()).regions['us-east-1']).toEqual(before);
  });

  it('is told for each rule that stays, with why', async () => {
    const at = await bench();
    await add(at, '203.0.113.7', 8443, OWN);
    await at.sandbox.setFaults([
      {
        action: 'RevokeSecurityGroupIngress',
        call: '*',
        fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
      },
    ]);
    const { gone, left, error } = await releaseGrants(GROUP, OWN, at.runtime.toolContext());
    expect(gone).toEqual([]);
    expect(left.map(({ cidr }) => cidr)).toEqual(['203.0.113.7/32']);
    expect(error).toMatchObject({ code: 'access_denied' });
  });
});

describe('whether a grant can be renewed', () => {
  it('is told by a DryRun', async () => {
    const [all, minimal] = [await bench(), await bench({ key: ({ keys }) => keys.minimal })];
    expect(await canRenew(GROUP, all.runtime.toolContext())).toBe(true);
    expect(await canRenew(GROUP, minimal.runtime.toolContext())).toBe(false);
    expect(await canRenew({ target: 'office-access' }, all.runtime.toolContext())).toBe(true);
  });

  it('is not asked where the config file cannot be used', async () => {
    const at = await bench({ config: { default_parameters: 7 } });
    await expect(canRenew(GROUP, at.runtime.toolContext())).rejects.toMatchObject({ code: 'config_error' });
  });
});
