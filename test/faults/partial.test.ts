import { describe, expect, it, onTestFinished } from 'vitest';
import { GROUP, RULE } from '#test/faults/matrix/rows.ts';
import { openFaultSystem } from '#test/faults/matrix/system.ts';

const REVOKE = 'RevokeSecurityGroupIngress';
const allPorts = { security_group_id: GROUP, ip_address: RULE.ip_address };

async function withTwoRules(plan: unknown) {
  const on = await openFaultSystem({ key: 'jo' }, 12_000);
  onTestFinished(() => on.close());
  for (const port of [443, 444]) await on.call('whitelist_add', { ...RULE, port });
  await on.sandbox.setFaults(plan);
  return on;
}

const notFound = { kind: 'error', code: 'InvalidPermission.NotFound' };

describe('a removal of several rules', () => {
  it('that AWS refuses as a whole goes on one by one', async () => {
    const on = await withTwoRules([{ action: REVOKE, call: 1, fault: notFound }]);
    const { result } = await on.call('whitelist_remove', allPorts);
    expect(result).toMatchObject({ status: 'removed', rules: [{ from_port: 443 }, { from_port: 444 }] });
    expect(result?.['undo']).toHaveLength(2);
    expect(await on.rules(GROUP)).toHaveLength(2);
  });

  it('that ends in the middle says what is gone, and not that nothing was done', async () => {
    const on = await withTwoRules([
      { action: REVOKE, call: 1, fault: notFound },
      { action: REVOKE, call: '3-99', fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403 } },
    ]);
    const { result } = await on.call('whitelist_remove', allPorts);
    expect(result).toMatchObject({
      status: 'partial',
      rules: [
        { from_port: 444, state: 'not_done' },
        { from_port: 443, state: 'removed' },
      ],
      failures: [{ code: 'access_denied', outcome: 'not_done' }],
    });
    expect(result?.['undo']).toHaveLength(1);
    expect(await on.rules(GROUP)).toHaveLength(3);
  });
});

describe('[faults.undocumented] answers that no documentation names', () => {
  it.each(['whitelist_add', 'whitelist_remove', 'whitelist_check'])(
    '%s carries the code of an error',
    async (tool) => {
      const on = await withTwoRules([
        { action: '*', fault: { kind: 'error', code: 'Novel.Code', message: 'Something new.', status: 400 } },
      ]);
      expect((await on.call(tool, RULE)).report).toMatchObject({
        code: 'aws_error',
        outcome: 'not_done',
        message: expect.stringContaining('with Novel.Code: Something new.'),
        aws: { code: 'Novel.Code', message: 'Something new.' },
      });
    },
  );

  it.each([
    [{ set: { ipProtocol: 'quic' } }, 'AWS answered with the protocol quic.'],
    [{ drop: ['ipPermissions'] }, 'AWS answered without the inbound rules of sg-0123abcd.'],
    [{ drop: ['securityGroupInfo'] }, 'no answer from AWS for ec2:DescribeSecurityGroups'],
    [{ set: { groupId: 'sg-9' } }, 'AWS answered with the security group sg-9 in the place of sg-0123abcd.'],
    [{ set: { cidrIp: 'moon' } }, 'AWS answered with the address moon.'],
    [{ drop: ['ipProtocol'] }, 'AWS answered without the protocol of a rule.'],
  ])('a check is never answered with yes or no: %j', async (how, words) => {
    const on = await withTwoRules([{ action: 'Describe*', fault: { kind: 'altered', ...how } }]);
    const { report } = await on.call('whitelist_check', RULE);
    expect(report?.message).toContain(words);
  });

  it('a change that was made stays made, however it is told', async () => {
    const on = await withTwoRules([
      { action: 'Authorize*', fault: { kind: 'altered', set: { ipProtocol: 'quic', cidrIpv4: 'moon' } } },
    ]);
    expect((await on.call('whitelist_add', { ...RULE, port: 22 })).result).toMatchObject({
      status: 'added',
      rules: [{ cidr: '203.0.113.7/32', from_port: 22, rule_id: null }],
    });
  });
});
