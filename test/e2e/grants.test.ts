import { describe, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import type { SandboxKeys } from '#sandbox/index.ts';
import { type McpClient, CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { environmentWithKey, startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
const HOUR = 3_600;

interface Scene {
  readonly client: McpClient;
  readonly wait: (seconds: number) => void;
  /** Descriptions of the rules for an address, as AWS has them. */
  readonly described: (address?: string) => Promise<string[]>;
}

type Connect = (typeof CLIENT_FLAVORS)[number]['connect'];

async function open(connect: Connect, key: keyof Pick<SandboxKeys, 'minimal' | 'admin'>): Promise<Scene> {
  const sandbox = await startTestSandbox({ anySignatureAge: true });
  const client = await connect({ env: freshEnvironment(environmentWithKey(sandbox, sandbox.keys[key])) });
  await client.listTools();
  return {
    client,
    wait: (seconds) => sandbox.advanceClock(seconds),
    async described(address = '203.0.113.7') {
      const { regions } = await sandbox.state();
      const rules = Object.values(regions).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
      return rules
        .filter(({ source }) => 'cidr' in source && source.cidr === `${address}/32`)
        .map(({ description = '' }) => description);
    },
  };
}

const ENDED = 'until \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\dZ';

describeSampled(CLIENT_FLAVORS, { every: 2, from: 1 })('[grant.over-the-wire] $name', ({ connect }) => {
  describe.each(['minimal', 'admin'] as const)('with the %s policy', (key) => {
    it('access begins, ends, and is swept; what others made stays', async () => {
      const { client, wait, described } = await open(connect, key);
      const jo = { ...RULE, holder: 'jo', expires_in: '2h', reason: 'deploy' };
      const added = await client.call('whitelist_add', jo);
      expect(added.structured).toMatchObject({
        status: 'added',
        grant: { holder: 'jo', reason: 'deploy' },
        rules: [{ description: null, holders: [{ holder: 'jo', reason: 'deploy' }] }],
      });
      expect(added.text).toContain('by your scheduled awswhitelist sweep');
      expect(await described()).toEqual([
        expect.stringMatching(new RegExp(`^\\[awswhitelist:1 jo ${ENDED} \\(deploy\\)\\]$`)),
      ]);
      const sweep = () => client.call('whitelist_sweep', { security_group_id: GROUP });
      wait(2 * HOUR);
      expect((await sweep()).structured).toMatchObject({ status: 'not_found' });
      wait(HOUR);
      const listed = await client.call('whitelist_list', { holder: 'jo', expired: true });
      expect(listed.structured).toMatchObject({ rules: [{ cidr: '203.0.113.7/32', expired: true }] });
      expect((await sweep()).structured).toMatchObject({ status: 'removed', rules: [{}], undo: [] });
      expect((await sweep()).structured).toMatchObject({ status: 'not_found' });
      expect(await described()).toEqual([]);
      expect(await described('192.0.2.44')).toHaveLength(1);
    });

    it('a new address takes the place of the old one, and the undo brings it back', async () => {
      const { client, described } = await open(connect, key);
      await client.call('whitelist_add', { ...RULE, holder: 'jo', expires_in: '2h' });
      const [before] = await described();
      const moved = await client.call('whitelist_move', { ip_address: '203.0.113.9', holder: 'jo' });
      expect(moved.structured).toMatchObject({
        status: 'moved',
        rules: [{ cidr: '203.0.113.9/32', moved_from: '203.0.113.7/32' }],
      });
      expect([await described(), await described('203.0.113.9')]).toEqual([[], [before]]);
      const undo = moved.structured?.['undo'] as { tool: string; arguments: Record<string, unknown> }[];
      for (const call of undo) expect((await client.call(call.tool, call.arguments)).isError).toBe(false);
      expect([await described(), await described('203.0.113.9')]).toEqual([[before], []]);
    });

    it('two hold one rule where notes may be written, and nothing changes where they may not', async () => {
      const { client, described } = await open(connect, key);
      await client.call('whitelist_add', { ...RULE, holder: 'jo', expires_in: '2h' });
      const [alone = ''] = await described();
      const joined = await client.call('whitelist_add', { ...RULE, holder: 'ann', expires_in: '1d' });
      if (key === 'minimal') {
        expect(joined.report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
        const told = [joined.report?.message, ...(joined.report?.guidance ?? [])].join(' ');
        expect(told).toContain('ec2:UpdateSecurityGroupRuleDescriptionsIngress');
        expect(told).toContain(alone);
        expect(await described()).toEqual([alone]);
        return;
      }
      expect(joined.structured).toMatchObject({ status: 'added', rules: [{ state: 'joined' }] });
      const left = await client.call('whitelist_remove', { ...RULE, holder: 'jo' });
      expect(left.structured).toMatchObject({ status: 'released', rules: [{ state: 'left' }] });
      expect(await described()).toEqual([expect.stringMatching(/^\[awswhitelist:1 ann until [^;]+\]$/)]);
      const stranger = await client.call('whitelist_remove', { ...RULE, holder: 'jo' });
      expect(stranger.report).toMatchObject({ code: 'held_by_others', outcome: 'not_done' });
    });
  });
});
