import { describe, expect, it } from 'vitest';
import {
  createMoveHarness,
  NEW_ADDRESS,
  OFFICE_GROUP,
  OLD_ADDRESS,
  WEB_GROUP,
} from '#test/support/harness/move-harness.ts';

const CHANGES = /^(Authorize|Revoke|Modify|Update)/;
const error = (code: string) => ({ kind: 'error', code, message: 'no', status: 400 });

describe('a move that does not go through', () => {
  it('removes nothing where adding fails', async () => {
    const {
      grantAccess: given,
      fail,
      readRules: rules,
      sandbox,
      sentActions: sent,
    } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { port: 22 });
    const before = await rules();
    await sandbox.setFaults([
      {
        action: 'AuthorizeSecurityGroupIngress',
        call: '*',
        fault: error('RulesPerSecurityGroupLimitExceeded'),
      },
    ]);
    const report = await fail('whitelist_move', { holder: 'jo', ip_address: NEW_ADDRESS });
    expect(report).toMatchObject({ code: 'rule_limit_exceeded', outcome: 'not_done' });
    expect(sent()).not.toContain('RevokeIngress');
    expect(await rules()).toEqual(before);
  });

  it('that ended between adding and removing has both, and the next one finishes it and says so', async () => {
    const {
      grantAccess: given,
      move,
      readRules: rules,
      sandbox,
      sentActions: sent,
    } = await createMoveHarness();
    await given('jo', OLD_ADDRESS, { expires_in: '2h' });
    await sandbox.setFaults([
      { action: 'RevokeSecurityGroupIngress', call: '*', fault: error('InvalidParameterValue') },
    ]);
    const first = await move();
    expect(first).toMatchObject({
      status: 'partial',
      rules: [
        { cidr: `${OLD_ADDRESS}/32`, state: 'not_done' },
        { cidr: `${NEW_ADDRESS}/32`, state: 'added' },
      ],
      undo: [{ tool: 'whitelist_undo', arguments: { action: 'remove' } }],
    });
    expect(await rules()).toHaveLength(2);
    await sandbox.setFaults([]);
    const from = sent().length;
    const second = await move();
    expect(second).toMatchObject({
      status: 'moved',
      rules: [{ state: 'moved', moved_from: `${OLD_ADDRESS}/32` }],
    });
    expect(second['warnings']).toEqual([
      expect.stringMatching(/^tcp 443 from 198\.51\.100\.9\/32: jo had that/),
    ]);
    expect(second['undo']).toMatchObject([
      { tool: 'whitelist_undo', arguments: { action: 'add', ip_address: `${OLD_ADDRESS}/32` } },
    ]);
    expect(
      sent()
        .slice(from)
        .filter((action) => CHANGES.test(action)),
    ).toEqual(['RevokeIngress']);
    expect((await rules()).join()).not.toContain(OLD_ADDRESS);
  });

  it('in one of two groups tells which', async () => {
    const { grantAccess: given, move, sandbox } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { security_group_id: WEB_GROUP });
    await sandbox.setFaults([
      { action: 'AuthorizeSecurityGroupIngress', call: 1, fault: error('InvalidParameterValue') },
    ]);
    const result = await move();
    expect(result).toMatchObject({ status: 'partial', failures: [{ outcome: 'not_done' }] });
    const states = (result['rules'] as { state: string }[]).map(({ state }) => state);
    expect(states.sort()).toEqual(['moved', 'not_done']);
  });

  it('never takes the old rule away where the group does not show the new one', async () => {
    const {
      grantAccess: given,
      move,
      readRules: rules,
      sandbox,
      sentActions: sent,
    } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    // The first two looks find the old rule; from then on, whatever is added is not seen.
    const fault = { kind: 'stale', reads: 99 };
    await sandbox.setFaults([{ action: 'DescribeSecurityGroups', call: '3-99', fault }]);
    expect(await move({ security_group_id: OFFICE_GROUP })).toMatchObject({
      status: 'partial',
      failures: [{ code: 'aws_error', retryable: true }],
      rules: [{ cidr: `${OLD_ADDRESS}/32`, state: 'not_done' }, { cidr: `${NEW_ADDRESS}/32` }],
    });
    expect(sent()).toContain('AuthorizeIngress');
    expect(sent()).not.toContain('RevokeIngress');
    expect(await rules()).toHaveLength(2);
  });

  it('tells a removal whose outcome is not known as such', async () => {
    const { grantAccess: given, move, sandbox } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await sandbox.setFaults([
      { action: 'RevokeSecurityGroupIngress', call: '*', fault: { kind: 'reset', when: 'before' } },
    ]);
    expect(await move()).toMatchObject({
      status: 'partial',
      failures: [{ outcome: 'unknown' }],
      rules: [
        { cidr: `${OLD_ADDRESS}/32`, state: 'unknown' },
        { cidr: `${NEW_ADDRESS}/32`, state: 'added' },
      ],
    });
  });

  it('looks nowhere that is not allowed, and says so', async () => {
    const { grantAccess: given, move, fail, sandbox } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    const fault = { ...error('UnauthorizedOperation'), status: 403 };
    await sandbox.setFaults([{ action: 'DescribeSecurityGroups', call: '*', fault }]);
    expect(await fail('whitelist_move', { holder: 'jo', ip_address: NEW_ADDRESS })).toMatchObject({
      code: 'access_denied',
    });
    await sandbox.setFaults([{ action: 'DescribeSecurityGroups', call: 1, fault }]);
    const { warnings } = await move();
    expect(warnings).toContainEqual(expect.stringContaining('is left out, since it was not read: '));
  });
});
