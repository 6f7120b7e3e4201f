import { describe, expect, it } from 'vitest';
import { moveBench, NEW, NEW6, OFFICE, OLD, OLD6, WEB } from '../../test/support/move-bench.ts';

describe('whitelist_move with the minimal policy', () => {
  it('moves every port in every group, adding before removing, and says how to take it back', async () => {
    const { given, move, rules, sent, call } = await moveBench();
    await given('jo', OLD, { description: 'Jo, home', reason: 'deploy', expires_in: '2h' });
    await given('jo', OLD, { port: '8000-8010', protocol: 'udp', security_group_id: WEB });
    const before = await rules();
    const result = await move();
    expect(result).toMatchObject({
      status: 'moved',
      holder: 'jo',
      security_group_ids: [WEB, OFFICE],
      warnings: [],
    });
    expect(result['rules']).toEqual([
      expect.objectContaining({ cidr: `${NEW}/32`, state: 'moved', moved_from: `${OLD}/32`, from_port: 8000 }),
      expect.objectContaining({ cidr: `${NEW}/32`, state: 'moved', moved_from: `${OLD}/32`, from_port: 443 }),
    ]);
    expect(await rules()).toEqual(before.map((rule) => rule.replace(OLD, NEW)).sort());
    const changes = sent().filter((action) => action.startsWith('Authorize') || action.startsWith('Revoke'));
    expect(changes).toHaveLength(4);
    for (const undo of result['undo'] as { tool: string; arguments: object }[])
      await call(undo.tool, undo.arguments);
    expect(await rules()).toEqual(before);
  });

  it('sends for one rule: the looks, the addition, the look after it, the removal', async () => {
    const { given, move, sent } = await moveBench();
    await given('jo', OLD);
    await move({ security_group_id: OFFICE });
    expect(sent()).toEqual([
      'Describes',
      'Describes',
      'DescribeRules',
      'AuthorizeIngress',
      'Describes',
      'RevokeIngress',
    ]);
  });

  it('looks in the regions of the config file too, unless one is given', async () => {
    const { given, move, rules } = await moveBench();
    const ireland = { region: 'eu-west-1', security_group_id: 'sg-0abc000000000001' };
    const { rules: all } = { rules: await rules() };
    expect(all).toEqual([]);
    await given('jo', OLD);
    await given('jo', OLD, ireland).catch(() => null);
    await move();
    expect((await rules()).every((rule) => rule.includes(NEW))).toBe(true);
  });

  it('moves IPv4 and IPv6 each to its own, and what has no new address to the other family', async () => {
    const { given, move, rules } = await moveBench();
    await given('jo', OLD);
    await given('jo', OLD6, { port: 22 });
    await move({ ip_address: undefined, ip_addresses: [NEW, NEW6] });
    expect(await rules()).toEqual([
      `${OFFICE} icmp 0 x`.slice(0, 0) || `${OFFICE} tcp 22 ${NEW6}/128 "[awswhitelist:1 jo]"`,
      `${OFFICE} tcp 443 ${NEW}/32 "[awswhitelist:1 jo]"`,
    ]);
    await given('jo', NEW6, { protocol: 'icmpv6', port: 'ping' });
    await move({ ip_address: '198.51.100.10' });
    expect(await rules()).toEqual([
      `${OFFICE} icmp 8--1 198.51.100.10/32 "[awswhitelist:1 jo]"`,
      `${OFFICE} tcp 22 198.51.100.10/32 "[awswhitelist:1 jo]"`,
      `${OFFICE} tcp 443 198.51.100.10/32 "[awswhitelist:1 jo]"`,
    ]);
  });
});
