import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import { createEc2Answer, startFakeAws } from '#test/support/fake-aws/fake-aws.ts';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';
import { whitelistList } from './whitelist-list.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };

let hook: (action: string) => Promise<void> | void = () => {};
const sandbox = { onRequest: ({ action }: { action: string }) => hook(action) };
const minimal: ToolHarness = await startToolHarness({ sandbox });
// Small pages, as AWS may choose to give, and a key that may see rule ids.
const paged: ToolHarness = await startToolHarness({
  key: (s) => s.keys.readOnly,
  sandbox: { ...sandbox, pageSize: 5 },
});
afterAll(() => Promise.all([minimal.close(), paged.close()]));
beforeEach(() => {
  hook = () => {};
});

interface GroupResult {
  readonly security_group_id: string;
  readonly name: string;
  readonly rule_count: number;
}
const groupsOf = async (bench: ToolHarness) =>
  (await bench.call('whitelist_list', {}))['groups'] as GroupResult[];
const listNamed = async (bench: ToolHarness, name: string) => {
  const group = (await groupsOf(bench)).find((one) => one.name === name);
  const result = await bench.call('whitelist_list', { security_group_id: group?.security_group_id });
  return { ...result, rules: result['rules'] as RuleResult[] };
};

describe('whitelist_list of a group', () => {
  it('[list.every-rule] lists every rule, across all pages', async () => {
    const admin = await startToolHarness({ key: (s) => s.keys.admin, sandbox: { pageSize: 5 } });
    onTestFinished(() => admin.close());
    const wanted = Array.from({ length: 23 }, (_, i) => `203.0.113.${i}/32`);
    for (const ip_address of wanted)
      await admin.call('whitelist_add', { security_group_id: 'sg-0123abcd', ip_address, port: 443 });
    const { rules } = await admin.call('whitelist_list', { security_group_id: 'sg-0123abcd' });
    const listed = rules as RuleResult[];
    expect(listed.map((rule) => rule.cidr).sort()).toEqual(
      [...wanted, '192.0.2.0/24', '192.0.2.44/32'].sort(),
    );
    // The ids come in pages, each rule found its own.
    expect(new Set(listed.map((rule) => rule.rule_id)).size).toBe(25);
    expect(listed.map((rule) => rule.rule_id)).not.toContain(null);
    const pages = admin.sandbox.requests.filter((r) => r.action === 'DescribeSecurityGroupRules');
    expect(pages.length).toBeGreaterThan(5);
  });

  it('[list.kinds] shows IPv4, ranges, all protocols and IPv6 for what they are', async () => {
    const { rules } = await listNamed(minimal, 'build-runners');
    const common = { rule_id: null };
    expect(rules).toEqual([
      {
        cidr: '10.20.0.0/16',
        protocol: 'tcp',
        from_port: 8000,
        to_port: 8010,
        description: 'runner control',
        ...common,
      },
      {
        cidr: '198.51.100.0/24',
        protocol: 'udp',
        from_port: 60000,
        to_port: 61000,
        description: 'mosh',
        ...common,
      },
      {
        cidr: '2001:db8:1234:1a00::/64',
        protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        description: 'artefact mirror',
        ...common,
      },
      {
        cidr: '10.20.9.12/32',
        protocol: 'all',
        from_port: null,
        to_port: null,
        description: null,
        ...common,
      },
    ]);
  });

  it('[list.kinds] shows ICMP types and all of ICMP for what they are', async () => {
    const { rules } = await listNamed(minimal, 'bastion');
    expect(rules.filter((rule) => rule.protocol.startsWith('icmp'))).toMatchObject([
      { cidr: '0.0.0.0/0', protocol: 'icmp', from_port: 8, to_port: -1, description: 'ping' },
      { cidr: '::/0', protocol: 'icmpv6', from_port: null, to_port: null },
    ]);
  });

  it('[list.sources] shows prefix lists and groups as sources for what they are', async () => {
    const bastion = (await listNamed(minimal, 'bastion')).rules.find(
      (rule) => rule.description === 'all offices',
    );
    expect(bastion).toMatchObject({
      prefix_list_id: expect.stringMatching(/^pl-[0-9a-f]+$/),
      protocol: 'tcp',
    });
    expect(bastion).not.toHaveProperty('cidr');
    const web = (await groupsOf(minimal)).find((one) => one.name === 'web');
    const staging = (await listNamed(minimal, 'staging-postgres')).rules.find(
      (r) => r.description === 'web servers',
    );
    expect(staging).toMatchObject({ source_group_id: web?.security_group_id, from_port: 5432 });
    expect(staging).not.toHaveProperty('cidr');
  });

  it('[list.rule-ids] shows rule ids where they may be read, each with its own rule', async () => {
    for (const name of ['bastion', 'build-runners', 'staging-postgres']) {
      const { rules, ...rest } = await listNamed(paged, name);
      expect(rest).toMatchObject({ warnings: [] });
      for (const rule of rules) expect(rule.rule_id).toMatch(/^sgr-[0-9a-f]{17}$/);
      expect(new Set(rules.map((rule) => rule.rule_id)).size).toBe(rules.length);
    }
  });

  it('[list.rule-ids-refused] without the permission, only the ids are missing', async () => {
    const withIds = await listNamed(paged, 'bastion');
    const without = await listNamed(minimal, 'bastion');
    expect(without.rules).toEqual(withIds.rules.map((rule) => ({ ...rule, rule_id: null })));
    expect(without).toMatchObject({
      warnings: [
        'Rule ids are not shown: they need ec2:DescribeSecurityGroupRules, which these credentials are not allowed.',
      ],
    });
  });

  it('[list.rule-ids-alongside] asks for the group and the ids at once, neither after the other', async () => {
    await paged.call('whitelist_list', { security_group_id: 'sg-123456' });
    const arrived = new Map<string, () => void>();
    const both = ['DescribeSecurityGroups', 'DescribeSecurityGroupRules'];
    const all = Promise.all(both.map((action) => new Promise<void>((done) => arrived.set(action, done))));
    // Each answer waits until the other has been asked for: one after the other would wait for ever.
    hook = async (action) => {
      arrived.get(action)?.();
      await all;
    };
    const before = paged.sandbox.requests.length;
    const { rules } = await paged.call('whitelist_list', { security_group_id: 'sg-123456' });
    expect(rules).toHaveLength(1);
    expect(
      paged.sandbox.requests
        .slice(before)
        .map((r) => r.action)
        .sort(),
    ).toEqual([...both].sort());
  });

  it('shows the words of strangers escaped and bounded', async () => {
    const evil = `a&#x202E;b&#x200B;c&#27;[31m${'x'.repeat(400)}`;
    const aws = await startFakeAws(({ action }) =>
      action === 'DescribeSecurityGroups'
        ? createEc2Answer(
            action,
            `<securityGroupInfo><item><groupId>sg-1</groupId><groupName>n&#x200B;</groupName><groupDescription>d&#x202E;</groupDescription><ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>1</fromPort><toPort>1</toPort><ipRanges><item><cidrIp>192.0.2.1/32</cidrIp><description>${evil}</description></item></ipRanges></item></ipPermissions></item></securityGroupInfo>`,
          )
        : action === 'DescribeSecurityGroupRules'
          ? createEc2Answer(action, '<securityGroupRuleSet/>')
          : undefined,
    );
    onTestFinished(() => aws.close());
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    const result = await machine.call('whitelist_list', { security_group_id: 'sg-1' });
    expect(result).toMatchObject({ security_group: { name: 'n\\u{200b}', description: 'd\\u{202e}' } });
    const [rule] = result['rules'] as RuleResult[];
    expect(rule?.description).toMatch(/^a\\u\{202e\}b\\u\{200b\}c\\u\{1b\}\[31mx+…$/);
    expect(rule?.description?.length).toBeLessThan(300);
  });
});

describe('whitelist_list without a group', () => {
  it('[list.groups] lists the groups of the region with their count', async () => {
    const groups = await groupsOf(minimal);
    expect(groups.map(({ name, rule_count: count }) => [name, count])).toEqual([
      ['default', 1],
      ['guide-example', 1],
      ['bastion', 4],
      ['default', 1],
      ['web', 4],
      ['staging-postgres', 2],
      ['office-access', 2],
      ['build-runners', 4],
    ]);
    expect(groups[1]).toEqual({
      security_group_id: 'sg-123456',
      name: 'guide-example',
      description: 'The group that the written guide uses',
      vpc_id: expect.stringMatching(/^vpc-/),
      rule_count: 1,
    });
    expect(await groupsOf(paged)).toEqual(groups);
  });

  it('[list.groups] says how many there are, with the region', async () => {
    const { view } = await whitelistList.call({}, minimal.runtime.toolContext());
    expect(view.headline).toBe('8 security groups in us-east-1.');
    expect(view.table?.columns).toEqual(['GROUP', 'NAME', 'VPC', 'RULES', 'DESCRIPTION']);
    const other = await minimal.call('whitelist_list', { region: 'eu-west-1' });
    expect(other).toMatchObject({
      region: 'eu-west-1',
      groups: [{ name: 'default' }, { name: 'vpn-gateway' }],
    });
  });
});
