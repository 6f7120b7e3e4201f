import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import {
  createEc2Error,
  startFakeAws,
  type FakeAwsAnswer,
  createGroupAnswer,
} from '#test/support/fake-aws/fake-aws.ts';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'canary-secret',
  AWS_REGION: 'us-east-1',
};
const RULE = { security_group_id: 'sg-123456', ip_address: '203.0.113.7', port: 443 };

const bench: ToolHarness = await startToolHarness();
afterAll(() => bench.close());
beforeEach(() => bench.sandbox.reset());

/** A machine whose EC2 answers everything with this. */
async function machineWhereEc2Says(answer: FakeAwsAnswer) {
  const aws = await startFakeAws(({ action }) => (action === 'GetCallerIdentity' ? undefined : answer));
  onTestFinished(() => aws.close());
  return { ...startMachine({ endpoint: aws.endpoint, env: KEYS }), aws };
}

describe('errors of AWS', () => {
  it.each([
    [
      'an unknown key',
      { access_key_id: 'AKIAUNKNOWN', secret_access_key: 'canary-secret' },
      'AWS does not accept the access key from the call in us-east-1.',
      'InvalidClientTokenId',
    ],
    [
      'a wrong secret',
      { access_key_id: 'AKIASANDBOXMINIMAL22', secret_access_key: 'canary-secret' },
      "the secret from the call does not belong to its access key, or this machine's clock is wrong.",
      'SignatureDoesNotMatch',
    ],
  ])(
    '[errors.bad-key] tells %s as invalid credentials, with what to do',
    async (_what, credentials, words, code) => {
      const report = await bench.fail('whitelist_add', { ...RULE, credentials });
      expect(report).toMatchObject({
        code: 'invalid_credentials',
        message: `Invalid credentials: ${words}`,
        outcome: 'not_done',
        retryable: false,
        aws: { code, request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      });
      const guidance = report.guidance.join(' ');
      expect(guidance).toContain('typos');
      expect(guidance).toContain('active in AWS IAM');
      expect(guidance).toContain('us-east-1');
      expect(guidance).toContain('clock');
      expect(JSON.stringify(report)).not.toContain('canary');
    },
  );

  it.each(['AuthFailure', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'IncompleteSignature'])(
    '[errors.bad-key] tells %s as invalid credentials, with a word on secret and clock',
    async (code) => {
      const machine = await machineWhereEc2Says(createEc2Error(code, 'no', 403));
      const report = await machine.fail('whitelist_add', RULE);
      expect(report).toMatchObject({ code: 'invalid_credentials', outcome: 'not_done', aws: { code } });
      expect(report.message).toMatch(/^Invalid credentials: /);
      expect(report.guidance.join(' ')).toMatch(/secret.*clock/);
    },
  );

  it.each(['ExpiredToken', 'RequestExpired'])('[errors.expired] tells %s as such', async (code) => {
    const machine = await machineWhereEc2Says(createEc2Error(code, 'Request has expired.'));
    const report = await machine.fail('whitelist_add', RULE);
    expect(report).toMatchObject({
      code: 'invalid_credentials',
      message: 'Invalid credentials: those from environment variables have expired.',
    });
    expect(report.guidance.join(' ')).toContain('aws sso login');
    expect(report.guidance.join(' ')).toContain('aws login');
    expect(report.guidance.join(' ')).toContain('clock');
  });

  it('[errors.denied] tells a denied action with the resource and the smallest policy', async () => {
    const denied = await startToolHarness({ key: (sandbox) => sandbox.keys.readOnly });
    onTestFinished(() => denied.close());
    const { accessKeyId, secretAccessKey } = denied.sandbox.keys.admin;
    const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    for (const [tool, action] of [
      ['whitelist_add', 'ec2:AuthorizeSecurityGroupIngress'],
      ['whitelist_remove', 'ec2:RevokeSecurityGroupIngress'],
    ] as const) {
      const report = await denied.fail(tool, RULE);
      // For the removal after it there has to be something to remove.
      await denied.call('whitelist_add', { ...RULE, credentials });
      const arn = 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-123456';
      expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done', retryable: false });
      expect(report.message).toBe(
        `Access Denied: arn:aws:iam::123456789012:user/read-only may not perform ${action} on ${arn} in us-east-1 (credentials from the sandbox): no identity-based policy allows it.`,
      );
      expect(report.guidance[0]).toContain(
        JSON.stringify({ Effect: 'Allow', Action: action, Resource: arn }),
      );
      expect(report.aws).toMatchObject({ code: 'UnauthorizedOperation' });
      // The sealed text is long and says nothing to anybody here.
      expect(report.aws?.message).not.toContain('Encoded authorization failure message');
    }
  });

  it.each(['UnauthorizedOperation', 'AccessDenied'])('[errors.denied] tells a bare %s too', async (code) => {
    const machine = await machineWhereEc2Says(
      createEc2Error(code, 'You are not authorized to do this.', 403),
    );
    const report = await machine.fail('whitelist_check', RULE);
    expect(report.message).toBe(
      'Access Denied: these credentials may not perform ec2:DescribeSecurityGroups in us-east-1 (credentials from environment variables).',
    );
    expect(report.guidance[0]).toContain(
      '{"Effect":"Allow","Action":"ec2:DescribeSecurityGroups","Resource":"*"}',
    );
  });

  it('[errors.group-not-found] tells an unknown group as being in another region or account', async () => {
    for (const tool of ['whitelist_add', 'whitelist_remove', 'whitelist_list', 'whitelist_check']) {
      const args = tool === 'whitelist_list' ? { security_group_id: RULE.security_group_id } : RULE;
      const report = await bench.fail(tool, { ...args, region: 'eu-west-1' });
      expect(report).toMatchObject({
        code: 'group_not_found',
        outcome: 'not_done',
        message:
          'Security group sg-123456 was not found in eu-west-1: it is probably in another region or account.',
      });
      expect(report.guidance.join(' ')).toContain('List the groups of a region');
    }
    const malformed = await machineWhereEc2Says(createEc2Error('InvalidGroupId.Malformed', 'Invalid id'));
    expect(await malformed.fail('whitelist_check', RULE)).toMatchObject({ code: 'group_not_found' });
  });

  it('[errors.duplicate] takes the answer that the rule exists for success', async () => {
    const answer = createEc2Error('InvalidPermission.Duplicate', 'the specified rule "…" already exists');
    const machine = await machineWhereEc2Says(answer);
    expect(await machine.call('whitelist_add', RULE)).toMatchObject({
      status: 'already_present',
      rules: [{ cidr: '203.0.113.7/32', from_port: 443 }],
      account: '210987654321',
      warnings: [],
    });
  });

  it.each([
    ['InvalidPermission.NotFound', RULE],
    ['InvalidSecurityGroupRuleId.NotFound', { security_group_id: 'sg-123456', rule_id: 'sgr-0123' }],
  ])('[errors.already-gone] takes %s for success: not found', async (code, args) => {
    let revoked = false;
    const aws = await startFakeAws(({ action }) => {
      // It goes between the look and the change.
      if (action === 'DescribeSecurityGroups')
        return createGroupAnswer(RULE.security_group_id, revoked ? [] : [RULE]);
      // What the id stands for may not be shown.
      if (action === 'DescribeSecurityGroupRules') return createEc2Error('UnauthorizedOperation', 'No.', 403);
      revoked ||= action === 'RevokeSecurityGroupIngress';
      return action === 'GetCallerIdentity'
        ? undefined
        : createEc2Error(code, 'The specified rule does not exist');
    });
    onTestFinished(() => aws.close());
    // Nobody has to be asked about what may not be shown.
    const config = { security_settings: { confirm: 'never' } };
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS, config });
    expect(await machine.call('whitelist_remove', args)).toMatchObject({ status: 'not_found', rules: [] });
  });

  it('[errors.rule-limit] tells a full group with a count per family', async () => {
    const add = (ip_address: string) => bench.call('whitelist_add', { ...RULE, ip_address });
    // One is there from the start.
    for (let i = 0; i < 59; i++) await add(`203.0.113.${100 + i}`);
    await add('2001:db8::1');
    await add('2001:db8::2');
    const report = await bench.fail('whitelist_add', RULE);
    expect(report).toMatchObject({
      code: 'rule_limit_exceeded',
      message: "Security group sg-123456 is full: AWS's limit of inbound rules for it is reached.",
      outcome: 'not_done',
      aws: { code: 'RulesPerSecurityGroupLimitExceeded' },
    });
    expect(report.guidance[0]).toBe(
      'It has 60 IPv4 and 2 IPv6 inbound rules by address, and 0 by groups, which count in both families; wanted: tcp 443 from 203.0.113.7/32.',
    );
    expect(report.guidance.join(' ')).toContain('L-0EA8095F');
    expect(await add('2001:db8::3')).toMatchObject({ status: 'added' });
  });

  it('[errors.rule-limit] keeps the limit as the answer where the rules cannot be counted', async () => {
    const machine = await startFakeAws(({ action }) => {
      if (action === 'GetCallerIdentity') return undefined;
      return action === 'DescribeSecurityGroups'
        ? createEc2Error('UnauthorizedOperation', 'no', 403)
        : createEc2Error(
            'RulesPerSecurityGroupLimitExceeded',
            'The maximum number of rules has been reached.',
          );
    });
    onTestFinished(() => machine.close());
    const report = await startMachine({ endpoint: machine.endpoint, env: KEYS }).fail('whitelist_add', RULE);
    expect(report).toMatchObject({ code: 'rule_limit_exceeded', outcome: 'not_done' });
  });

  it('[errors.throttled] tells throttling as retryable, after waiting, once the SDK has tried again', async () => {
    const machine = await machineWhereEc2Says(
      createEc2Error('RequestLimitExceeded', 'Request limit exceeded.', 503),
    );
    const report = await machine.fail('whitelist_add', RULE);
    expect(report).toMatchObject({
      code: 'throttled',
      retryable: true,
      outcome: 'not_done',
      guidance: ['Wait a few seconds and repeat the call.'],
    });
    const sent = machine.aws.requests.filter(({ action }) => action === 'AuthorizeSecurityGroupIngress');
    expect(sent).toHaveLength(4);
  });

  it.each(['OptInRequired', 'Blocked', 'PendingVerification'])(
    '[errors.account-level] tells %s as a matter of the account',
    async (code) => {
      const machine = await machineWhereEc2Says(createEc2Error(code, 'Your account is …', 403));
      const report = await machine.fail('whitelist_add', RULE);
      expect(report).toMatchObject({
        code: 'account_restricted',
        message: `AWS restricts this account (${code}) in us-east-1; it is not a matter of the rule.`,
        outcome: 'not_done',
      });
      expect(report.guidance.join(' ')).toContain(code);
    },
  );

  it("tells any other code in AWS's own words", async () => {
    const machine = await machineWhereEc2Says(createEc2Error('InvalidParameterValue', 'CIDR block x is odd'));
    expect(await machine.fail('whitelist_add', RULE)).toMatchObject({
      code: 'aws_error',
      message:
        'AWS answered ec2:AuthorizeSecurityGroupIngress in us-east-1 with InvalidParameterValue: CIDR block x is odd',
      retryable: false,
      outcome: 'not_done',
      aws: { code: 'InvalidParameterValue', request_id: 'req-42', message: 'CIDR block x is odd' },
    });
  });
});
