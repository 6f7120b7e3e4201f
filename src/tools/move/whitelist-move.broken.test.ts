import { describe, expect, it } from 'vitest';
import { moveBench, NEW, OFFICE, OLD, WEB } from '#test/support/move-bench.ts';

const CHANGES = /^(Authorize|Revoke|Modify|Update)/;
const error = (code: string) => ({ kind: 'error', code, message: 'no', status: 400 });

describe('a move that does not go through', () => {
  it('removes nothing where adding fails', async () => {
    const { given, fail, rules, sandbox, sent } = await moveBench();
    await given('jo', OLD);
    await given('jo', OLD, { port: 22 });
    const before = await rules();
    await sandbox.setFaults([
      {
        action: 'AuthorizeSecurityGroupIngress',
        call: '*',
        fault: error('RulesPerSecurityGroupLimitExceeded'),
      },
    ]);
    const report = await fail('whitelist_move', { holder: 'jo', ip_address: NEW });
    expect(report).toMatchObject({ code: 'rule_limit_exceeded', outcome: 'not_done' });
    expect(sent()).not.toContain('RevokeIngress');
    expect(await rules()).toEqual(before);
  });

  it('that ended between adding and removing has both, and the next one finishes it and says so', async () => {
    const { given, move, rules, sandbox, sent } = await moveBench();
    await given('jo', OLD, { expires_in: '2h' });
    await sandbox.setFaults([
      { action: 'RevokeSecurityGroupIngress', call: '*', fault: error('InvalidParameterValue') },
    ]);
    const first = await move();
    expect(first).toMatchObject({
      status: 'partial',
      rules: [
        { cidr: `${OLD}/32`, state: 'not_done' },
        { cidr: `${NEW}/32`, state: 'added' },
      ],
      undo: [{ tool: 'whitelist_remove' }],
    });
    expect(await rules()).toHaveLength(2);
    await sandbox.setFaults([]);
    const from = sent().length;
    const second = await move();
    expect(second).toMatchObject({ status: 'moved', rules: [{ state: 'moved', moved_from: `${OLD}/32` }] });
    expect(second['warnings']).toEqual([
      expect.stringMatching(/^tcp 443 from 198\.51\.100\.9\/32: jo had that/),
    ]);
    expect(second['undo']).toMatchObject([{ tool: 'whitelist_add', arguments: { ip_address: `${OLD}/32` } }]);
    expect(
      sent()
        .slice(from)
        .filter((action) => CHANGES.test(action)),
    ).toEqual(['RevokeIngress']);
    expect((await rules()).join()).not.toContain(OLD);
  });

  it('in one of two groups tells which', async () => {
    const { given, move, sandbox } = await moveBench();
    await given('jo', OLD);
    await given('jo', OLD, { security_group_id: WEB });
    await sandbox.setFaults([
      { action: 'AuthorizeSecurityGroupIngress', call: 1, fault: error('InvalidParameterValue') },
    ]);
    const result = await move();
    expect(result).toMatchObject({ status: 'partial', failures: [{ outcome: 'not_done' }] });
    const states = (result['rules'] as { state: string }[]).map(({ state }) => state);
    expect(states.sort()).toEqual(['moved', 'not_done']);
  });

  it('never takes the old rule away where the group does not show the new one', async () => {
    const { given, move, rules, sandbox, sent } = await moveBench();
    await given('jo', OLD);
    // The first two looks find the old rule; from then on, whatever is added is not seen.
    const fault = { kind: 'stale', reads: 99 };
    await sandbox.setFaults([{ action: 'DescribeSecurityGroups', call: '3-99', fault }]);
    expect(await move({ security_group_id: OFFICE })).toMatchObject({
      status: 'partial',
      failures: [{ code: 'aws_error', retryable: true }],
      rules: [{ cidr: `${OLD}/32`, state: 'not_done' }, { cidr: `${NEW}/32` }],
    });
    expect(sent()).toContain('AuthorizeIngress');
    expect(sent()).not.toContain('RevokeIngress');
    expect(await rules()).toHaveLength(2);
  });

  it('tells a removal whose outcome is not known as such', async () => {
    const { given, move, sandbox } = await moveBench();
    await given('jo', OLD);
    await sandbox.setFaults([
      { action: 'RevokeSecurityGroupIngress', call: '*', fault: { kind: 'reset', when: 'before' } },
    ]);
    expect(await move()).toMatchObject({
      status: 'partial',
      failures: [{ outcome: 'unknown' }],
      rules: [
        { cidr: `${OLD}/32`, state: 'unknown' },
        { cidr: `${NEW}/32`, state: 'added' },
      ],
    });
  });

  it('looks nowhere that is not allowed, and says so', async () => {
    const { given, move, fail, sandbox } = await moveBench();
    await given('jo', OLD);
    const fault = { ...error('UnauthorizedOperation'), status: 403 };
    await sandbox.setFaults([{ action: 'DescribeSecurityGroups', call: '*', fault }]);
    expect(await fail('whitelist_move', { holder: 'jo', ip_address: NEW })).toMatchObject({
      code: 'access_denied',
    });
    await sandbox.setFaults([{ action: 'DescribeSecurityGroups', call: 1, fault }]);
    const { warnings } = await move();
    expect(warnings).toContainEqual(expect.stringContaining('is left out, since it was not read: '));
  });
});
