import { describe, expect, it, onTestFinished } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import {
  createEc2Answer,
  createEc2Error,
  createGroupAnswer,
  startFakeAws,
} from '#test/support/fake-aws/fake-aws.ts';

const RULE = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };
const AUTHORIZE = 'AuthorizeSecurityGroupIngress';
const REVOKE = 'RevokeSecurityGroupIngress';
const DESCRIBE = 'DescribeSecurityGroups';

describe('a lost answer', () => {
  /** AWS does what is asked and the connection breaks before its answer; the SDK asks again. */
  async function machineThatLoses(action: string, second: ReturnType<typeof createEc2Answer>) {
    let isGone = false;
    const aws = await startFakeAws((request) => {
      if (request.action === DESCRIBE) return createGroupAnswer(RULE.security_group_id, isGone ? [] : [RULE]);
      if (request.action !== action) return undefined;
      isGone = action === REVOKE;
      if (request.earlier > 0) return second;
      request.cut();
      return null;
    });
    onTestFinished(() => aws.close());
    return { ...startMachine({ endpoint: aws.endpoint, env: KEYS }), aws };
  }

  it('of an add: there already, which may be its own doing', async () => {
    const machine = await machineThatLoses(
      AUTHORIZE,
      createEc2Error('InvalidPermission.Duplicate', 'exists'),
    );
    const result = await machine.call('whitelist_add', RULE);
    expect(result).toMatchObject({ status: 'already_present', undo: [] });
    expect(result['warnings']).toEqual([expect.stringContaining('this very call may have added it')]);
  });

  it.each([
    ['another VPC', createEc2Error('InvalidPermission.NotFound', 'The specified rule does not exist')],
    [
      'the default VPC',
      createEc2Answer(
        REVOKE,
        '<return>true</return><unknownIpPermissionSet><item><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>443</toPort><ipRanges><item><cidrIp>203.0.113.7/32</cidrIp></item></ipRanges></item></unknownIpPermissionSet>',
      ),
    ],
  ])('of a remove in %s: not found, which may be its own doing', async (_where, second) => {
    const machine = await machineThatLoses(REVOKE, second);
    const result = await machine.call('whitelist_remove', RULE);
    expect(result).toMatchObject({ status: 'not_found', undo: [] });
    expect(result['warnings']).toEqual([expect.stringContaining('this very call may have removed it')]);
  });
});
