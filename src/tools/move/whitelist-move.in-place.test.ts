import { describe, expect, it } from 'vitest';
import {
  createMoveHarness,
  NEW_ADDRESS,
  NEW_IPV6,
  OFFICE_GROUP,
  OLD_ADDRESS,
} from '#test/support/harness/move-harness.ts';

const CHANGES = /^(Authorize|Revoke|Modify|Update)/;

describe('whitelist_move where everything is allowed', () => {
  it('turns a rule into the new one, under its id', async () => {
    const {
      grantAccess: given,
      move,
      readRules: rules,
      sentActions: sent,
      undo,
    } = await createMoveHarness('admin');
    const added = await given('jo', OLD_ADDRESS, { description: 'Jo', expires_in: '2h', reason: 'deploy' });
    const before = await rules();
    const result = await move();
    expect(sent().filter((action) => CHANGES.test(action))).toEqual(['ModifyRules']);
    expect(result).toMatchObject({
      status: 'moved',
      warnings: [],
      rules: [
        { state: 'moved', moved_from: `${OLD_ADDRESS}/32`, cidr: `${NEW_ADDRESS}/32`, rule_id: idOf(added) },
      ],
    });
    expect(await rules()).toEqual(before.map((rule) => rule.replace(OLD_ADDRESS, NEW_ADDRESS)));
    await undo(result);
    expect(await rules()).toEqual(before);
  });

  it('takes one’s share off a rule of several, and joins one', async () => {
    const {
      grantAccess: given,
      move,
      readRules: rules,
      sentActions: sent,
      undo,
    } = await createMoveHarness('admin');
    await given('ann', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS);
    await given('bob', NEW_ADDRESS, { port: 22 });
    await given('jo', OLD_ADDRESS, { port: 22, expires_in: '2h' });
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
      `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "[awswhitelist:1 jo]"`,
      `${OFFICE_GROUP} tcp 443 ${OLD_ADDRESS}/32 "[awswhitelist:1 ann]"`,
    ]);
    await undo(result);
    expect(await rules()).toEqual(before);
  });

  it('adds and removes where the family is another, or one rule becomes several', async () => {
    const {
      grantAccess: given,
      move,
      readRules: rules,
      sentActions: sent,
    } = await createMoveHarness('admin');
    await given('jo', OLD_ADDRESS);
    await move({ ip_address: NEW_IPV6 });
    await given('jo', OLD_ADDRESS);
    await move({
      from_ip_address: OLD_ADDRESS,
      ip_address: undefined,
      ip_addresses: [NEW_ADDRESS, '198.51.100.10'],
    });
    expect(sent()).not.toContain('ModifyRules');
    expect((await rules()).map((rule) => rule.split(' ')[3])).toEqual([
      '198.51.100.10/32',
      `${NEW_ADDRESS}/32`,
      `${NEW_IPV6}/128`,
    ]);
  });

  it('adds and removes where somebody has joined between the look and the change', async () => {
    let meanwhile: (() => Promise<unknown>) | null = null;
    const {
      grantAccess: given,
      move,
      readRules: rules,
    } = await createMoveHarness('admin', {
      sandbox: {
        async onRequest({ action }) {
          const now = meanwhile;
          if (action !== 'DescribeSecurityGroupRules' || !now) return;
          meanwhile = null;
          await now();
        },
      },
    });
    await given('jo', OLD_ADDRESS);
    meanwhile = () => given('ann', OLD_ADDRESS);
    expect(await move()).toMatchObject({ status: 'moved' });
    expect(await rules()).toEqual([
      `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "[awswhitelist:1 jo]"`,
      `${OFFICE_GROUP} tcp 443 ${OLD_ADDRESS}/32 "[awswhitelist:1 ann]"`,
    ]);
  });

  it.each([
    ['UnauthorizedOperation', 403],
    ['InvalidPermission.Duplicate', 400],
  ])('goes the other way without a word after %s', async (code, status) => {
    const {
      grantAccess: given,
      move,
      readRules: rules,
      sandbox,
      sentActions: sent,
    } = await createMoveHarness('admin');
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { port: 22 });
    const fault = { kind: 'error', code, message: 'no', status };
    await sandbox.setFaults([{ action: 'ModifySecurityGroupRules', call: '*', fault }]);
    expect(await move()).toMatchObject({ status: 'moved', warnings: [] });
    expect((await rules()).join()).not.toContain(OLD_ADDRESS);
    expect(sent().filter((action) => action === 'ModifyRules')).toHaveLength(1);
  });

  it('stops at any other failure, and tells what is moved and what is not', async () => {
    const { grantAccess: given, move, sandbox, readRules: rules } = await createMoveHarness('admin');
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { port: 22 });
    const fault = { kind: 'error', code: 'InvalidParameterValue', message: 'no', status: 400 };
    await sandbox.setFaults([{ action: 'ModifySecurityGroupRules', call: 2, fault }]);
    const result = await move();
    expect(result).toMatchObject({
      status: 'partial',
      rules: [{ state: 'not_done', cidr: `${OLD_ADDRESS}/32` }, { state: 'moved' }],
    });
    expect((await rules()).filter((rule) => rule.includes(OLD_ADDRESS))).toHaveLength(1);
    await sandbox.setFaults([]);
    expect(await move()).toMatchObject({ status: 'moved', rules: [{ state: 'moved' }] });
  });

  it('settles a lost answer by a look', async () => {
    const { grantAccess: given, move, readRules: rules, sandbox } = await createMoveHarness('admin');
    await given('jo', OLD_ADDRESS);
    const fault = { kind: 'reset', when: 'after' };
    await sandbox.setFaults([{ action: 'ModifySecurityGroupRules', call: '*', fault }]);
    expect(await move()).toMatchObject({ status: 'moved' });
    expect(await rules()).toEqual([`${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "[awswhitelist:1 jo]"`]);
  });

  it('tells an outcome that is not known as such', async () => {
    const { grantAccess: given, fail, sandbox } = await createMoveHarness('admin');
    await given('jo', OLD_ADDRESS);
    await sandbox.setFaults([
      { action: 'ModifySecurityGroupRules', call: '*', fault: { kind: 'reset', when: 'before' } },
    ]);
    const report = await fail('whitelist_move', { holder: 'jo', ip_address: NEW_ADDRESS });
    expect(report).toMatchObject({ outcome: 'unknown' });
  });
});

const idOf = (result: unknown) => (result as { rules: { rule_id: string }[] }).rules[0]?.rule_id;
