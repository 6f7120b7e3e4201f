import { describe, expect, it } from 'vitest';
import { moveBench, NEW, NEW6, OFFICE, OLD } from '#test/support/move-bench.ts';

const CHANGES = /^(Authorize|Revoke|Modify|Update)/;

describe('whitelist_move where everything is allowed', () => {
  it('turns a rule into the new one, under its id', async () => {
    const { given, move, rules, sent, undo } = await moveBench('admin');
    const added = await given('jo', OLD, { description: 'Jo', expires_in: '2h', reason: 'deploy' });
    const before = await rules();
    const result = await move();
    expect(sent().filter((action) => CHANGES.test(action))).toEqual(['ModifyRules']);
    expect(result).toMatchObject({
      status: 'moved',
      warnings: [],
      rules: [{ state: 'moved', moved_from: `${OLD}/32`, cidr: `${NEW}/32`, rule_id: idOf(added) }],
    });
    expect(await rules()).toEqual(before.map((rule) => rule.replace(OLD, NEW)));
    await undo(result);
    expect(await rules()).toEqual(before);
  });

  it('takes one’s share off a rule of several, and joins one', async () => {
    const { given, move, rules, sent, undo } = await moveBench('admin');
    await given('ann', OLD);
    await given('jo', OLD);
    await given('bob', NEW, { port: 22 });
    await given('jo', OLD, { port: 22, expires_in: '2h' });
    const before = await rules();
    const result = await move();
    expect(result).toMatchObject({ status: 'moved', rules: [{ state: 'moved' }, { state: 'moved' }] });
    expect(
      sent()
        .filter((action) => CHANGES.test(action))
        .sort(),
    ).toEqual([
      'AuthorizeIngress',
      'RevokeIngress',
      'UpdateRuleDescriptionsIngress',
      'UpdateRuleDescriptionsIngress',
    ]);
    expect(await rules()).toEqual([
      expect.stringMatching(/tcp 22 198\.51\.100\.9\/32 "\[awswhitelist:1 bob; jo until \S+Z]"/),
      `${OFFICE} tcp 443 ${NEW}/32 "[awswhitelist:1 jo]"`,
      `${OFFICE} tcp 443 ${OLD}/32 "[awswhitelist:1 ann]"`,
    ]);
    await undo(result);
    expect(await rules()).toEqual(before);
  });

  it('adds and removes where the family is another, or one rule becomes several', async () => {
    const { given, move, rules, sent } = await moveBench('admin');
    await given('jo', OLD);
    await move({ ip_address: NEW6 });
    await given('jo', OLD);
    await move({ from_ip_address: OLD, ip_address: undefined, ip_addresses: [NEW, '198.51.100.10'] });
    expect(sent()).not.toContain('ModifyRules');
    expect((await rules()).map((rule) => rule.split(' ')[3])).toEqual([
      '198.51.100.10/32',
      `${NEW}/32`,
      `${NEW6}/128`,
    ]);
  });

  it('adds and removes where somebody has joined between the look and the change', async () => {
    let meanwhile: (() => Promise<unknown>) | null = null;
    const { given, move, rules } = await moveBench('admin', {
      sandbox: {
        async onRequest({ action }) {
          const now = meanwhile;
          if (action !== 'DescribeSecurityGroupRules' || !now) return;
          meanwhile = null;
          await now();
        },
      },
    });
    await given('jo', OLD);
    meanwhile = () => given('ann', OLD);
    expect(await move()).toMatchObject({ status: 'moved' });
    expect(await rules()).toEqual([
      `${OFFICE} tcp 443 ${NEW}/32 "[awswhitelist:1 jo]"`,
      `${OFFICE} tcp 443 ${OLD}/32 "[awswhitelist:1 ann]"`,
    ]);
  });

  it.each([
    ['UnauthorizedOperation', 403],
    ['InvalidPermission.Duplicate', 400],
  ])('goes the other way without a word after %s', async (code, status) => {
    const { given, move, rules, sandbox, sent } = await moveBench('admin');
    await given('jo', OLD);
    await given('jo', OLD, { port: 22 });
    const fault = { kind: 'error', code, message: 'no', status };
    await sandbox.setFaults([{ action: 'ModifySecurityGroupRules', call: '*', fault }]);
    expect(await move()).toMatchObject({ status: 'moved', warnings: [] });
    expect((await rules()).join()).not.toContain(OLD);
    expect(sent().filter((action) => action === 'ModifyRules')).toHaveLength(1);
  });

  it('stops at any other failure, and tells what is moved and what is not', async () => {
    const { given, move, sandbox, rules } = await moveBench('admin');
    await given('jo', OLD);
    await given('jo', OLD, { port: 22 });
    const fault = { kind: 'error', code: 'InvalidParameterValue', message: 'no', status: 400 };
    await sandbox.setFaults([{ action: 'ModifySecurityGroupRules', call: 2, fault }]);
    const result = await move();
    expect(result).toMatchObject({
      status: 'partial',
      rules: [{ state: 'not_done', cidr: `${OLD}/32` }, { state: 'moved' }],
    });
    expect((await rules()).filter((rule) => rule.includes(OLD))).toHaveLength(1);
    await sandbox.setFaults([]);
    expect(await move()).toMatchObject({ status: 'moved', rules: [{ state: 'moved' }] });
  });

  it('settles a lost answer by a look', async () => {
    const { given, move, rules, sandbox } = await moveBench('admin');
    await given('jo', OLD);
    const fault = { kind: 'reset', when: 'after' };
    await sandbox.setFaults([{ action: 'ModifySecurityGroupRules', call: '*', fault }]);
    expect(await move()).toMatchObject({ status: 'moved' });
    expect(await rules()).toEqual([`${OFFICE} tcp 443 ${NEW}/32 "[awswhitelist:1 jo]"`]);
  });

  it('tells an outcome that is not known as such', async () => {
    const { given, fail, sandbox } = await moveBench('admin');
    await given('jo', OLD);
    await sandbox.setFaults([
      { action: 'ModifySecurityGroupRules', call: '*', fault: { kind: 'reset', when: 'before' } },
    ]);
    const report = await fail('whitelist_move', { holder: 'jo', ip_address: NEW });
    expect(report).toMatchObject({ outcome: 'unknown' });
  });
});

const idOf = (result: unknown) => (result as { rules: { rule_id: string }[] }).rules[0]?.rule_id;
