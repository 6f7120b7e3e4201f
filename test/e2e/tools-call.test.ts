import { userInfo } from 'node:os';
import { toHolderName } from '#core/grants/holder.ts';
import { expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { environmentWithKey, startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

const HOLDER = toHolderName(userInfo().username);

const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 'https' };
const FACTS = {
  account: '123456789012',
  region: 'us-east-1',
  credential_source: 'environment variables',
  warnings: [],
};

describeSampled(CLIENT_FLAVORS, { every: 2, from: 1 })('$name', ({ connect }) => {
  it('adds, checks, lists and removes, with the guide’s minimal policy', async () => {
    const sandbox = await startTestSandbox();
    const env = freshEnvironment(environmentWithKey(sandbox, sandbox.keys.minimal));
    const client = await connect({ env });
    // A client that knows the output schemas holds the answers to them.
    await client.listTools();
    const rule = { cidr: '203.0.113.7/32', protocol: 'tcp', from_port: 443, to_port: 443 };

    const before = await client.call('whitelist_check', RULE);
    expect(before).toMatchObject({ isError: false, structured: { allowed: false, rules: [], ...FACTS } });
    expect(before.text).toMatch(/^No: sg-0123abcd does not let in tcp 443 from 203\.0\.113\.7\/32\./);

    const added = await client.call('whitelist_add', { ...RULE, description: 'Jo, home office' });
    const { rule_id: id } = (added.structured?.['rules'] as { rule_id: string }[])[0]!;
    expect(id).toMatch(/^sgr-[0-9a-f]{17}$/);
    expect(added).toMatchObject({
      isError: false,
      report: undefined,
      structured: {
        status: 'added',
        security_group_id: GROUP,
        rules: [{ ...rule, description: 'Jo, home office', rule_id: id }],
        undo: [{ tool: 'whitelist_undo' }],
        ...FACTS,
      },
    });
    expect(added.text).toMatch(/^Added to sg-0123abcd\.\n.*203\.0\.113\.7\/32.*443/);

    const again = await client.call('whitelist_add', { ...RULE, ip_address: '203.0.113.7/32', port: 443 });
    expect(again.structured).toMatchObject({ status: 'already_present', undo: [] });

    expect((await client.call('whitelist_check', RULE)).structured).toMatchObject({ allowed: true });

    const listed = await client.call('whitelist_list', { security_group_id: GROUP });
    expect(listed.structured).toMatchObject({ security_group: { security_group_id: GROUP } });
    expect(listed.structured?.['rules']).toHaveLength(3);
    expect(listed.structured?.['rules']).toContainEqual({
      ...rule,
      description: 'Jo, home office',
      rule_id: null,
      holders: [{ holder: HOLDER, expires_at: null }],
    });
    expect(listed.text).toMatch(/"Jo, home office"/);

    const groups = await client.call('whitelist_list', {});
    expect(groups.structured?.['groups']).toContainEqual(
      expect.objectContaining({ security_group_id: GROUP, name: 'office-access', rule_count: 3 }),
    );

    const [undo] = added.structured?.['undo'] as { tool: string; arguments: Record<string, unknown> }[];
    const removed = await client.call(undo!.tool, undo!.arguments);
    expect(removed.structured).toMatchObject({
      status: 'removed',
      rules: [rule],
      undo: [
        {
          tool: 'whitelist_undo',
          arguments: { action: 'add', before: `Jo, home office [awswhitelist:1 ${HOLDER}]` },
        },
      ],
    });
    expect((await client.call('whitelist_remove', RULE)).structured).toMatchObject({ status: 'not_found' });
    expect((await client.call('whitelist_check', RULE)).structured).toMatchObject({ allowed: false });

    await client.close();
    expect(client.stderr()).toBe('');
    // Reading the ids of rules is beyond the minimal policy; nothing else was refused but what was said above.
    const refused = sandbox.requests.filter(({ errorCode }) => errorCode !== null);
    expect(refused.map(({ action, errorCode }) => `${action} ${errorCode}`)).toEqual([
      'AuthorizeSecurityGroupIngress InvalidPermission.Duplicate',
      'DescribeSecurityGroupRules UnauthorizedOperation',
    ]);
  });

  it('works with --sandbox, which wins over everything in the environment', async () => {
    const elsewhere = await startTestSandbox();
    const env = freshEnvironment({
      ...environmentWithKey(elsewhere, elsewhere.keys.readOnly),
      AWS_PROFILE: 'no-such-profile',
    });
    const client = await connect({ args: ['--sandbox'], env });
    await client.listTools();
    expect((await client.call('whitelist_add', RULE)).structured).toMatchObject({
      status: 'added',
      credential_source: 'the sandbox',
    });
    expect((await client.call('whitelist_check', RULE)).structured).toMatchObject({ allowed: true });
    expect(elsewhere.requests).toEqual([]);
  });
});
