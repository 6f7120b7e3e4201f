import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeAws } from '#test/support/fake-aws/fake-aws.ts';
import { startMachine } from '#test/support/credentials/machine.ts';
import {
  startToolHarness,
  type ToolHarness,
  type ToolHarnessOptions,
} from '#test/support/harness/tool-harness.ts';

const GROUP = { security_group_id: 'sg-0123abcd' };
const ARN = 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123abcd';

async function bench(options: ToolHarnessOptions = {}): Promise<ToolHarness> {
  const made = await startToolHarness(options);
  onTestFinished(() => made.close());
  return made;
}

const verdicts = (result: Record<string, unknown>) =>
  Object.fromEntries(
    (result['permissions'] as { action: string; allowed: boolean | null }[]).map(({ action, allowed }) => [
      action.replace('ec2:', ''),
      allowed,
    ]),
  );

describe('whitelist_whoami', () => {
  it.each([
    ['admin', 'user/admin', [true, true, true, true, true]],
    ['minimal', 'user/minimal', [true, true, true, false, false]],
    ['readOnly', 'user/read-only', [true, false, false, true, false]],
    ['nobody', 'user/nobody', [false, false, false, false, false]],
  ] as const)(
    'tells what %s may do, each action by itself',
    async (key, name, [list, add, remove, ids, rewrite]) => {
      const { call } = await bench({ key: (sandbox) => sandbox.keys[key] });
      const result = await call('whitelist_whoami', GROUP);
      expect(result).toMatchObject({
        arn: `arn:aws:iam::123456789012:${name}`,
        account: '123456789012',
        region: 'us-east-1',
        mfa: 'unknown',
        can_read: list,
        can_change: add,
      });
      expect(verdicts(result)).toEqual({
        DescribeSecurityGroups: list,
        AuthorizeSecurityGroupIngress: add,
        RevokeSecurityGroupIngress: remove,
        DescribeSecurityGroupRules: ids,
        UpdateSecurityGroupRuleDescriptionsIngress: rewrite,
      });
    },
  );

  it('gives the smallest policy for what is denied, changes limited to the group', async () => {
    const { call } = await bench({ key: (sandbox) => sandbox.keys.readOnly });
    const result = await call('whitelist_whoami', GROUP);
    expect(JSON.parse(String(result['missing_policy']))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [
            'ec2:AuthorizeSecurityGroupIngress',
            'ec2:RevokeSecurityGroupIngress',
            'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
          ],
          Resource: ARN,
        },
      ],
    });
  });

  it('needs no policy where nothing is denied', async () => {
    const { call } = await bench({ key: (sandbox) => sandbox.keys.admin });
    expect(await call('whitelist_whoami', GROUP)).toMatchObject({ missing_policy: null, warnings: [] });
  });

  it('says what was not tested and why, without a group and with one that is not there', async () => {
    const { call } = await bench({ key: (sandbox) => sandbox.keys.admin });
    const without = await call('whitelist_whoami', {});
    expect(without).toMatchObject({ can_read: true, can_change: null });
    expect(JSON.stringify(without['permissions'])).toContain('only with a security group');
    const absent = await call('whitelist_whoami', { security_group_id: 'sg-0ddba11' });
    expect(verdicts(absent)).toMatchObject({ DescribeSecurityGroups: true });
  });

  it('changes nothing: every request but those about the caller is a dry run', async () => {
    const { call, sandbox } = await bench({ key: (one) => one.keys.admin });
    const before = await call('whitelist_list', GROUP);
    const seen = sandbox.requests.length;
    await call('whitelist_whoami', GROUP);
    const asked = sandbox.requests.slice(seen).filter(({ service }) => service === 'ec2');
    expect(asked).toHaveLength(5);
    for (const { errorCode } of asked) expect(errorCode).toBe('DryRunOperation');
    expect(await call('whitelist_list', GROUP)).toEqual(before);
  });

  it('tells the age of a long-lived key where IAM may be asked, and warns of an old one', async () => {
    const now = () => new Date('2026-11-23T10:00:00Z');
    const jo = await bench({ key: (sandbox) => sandbox.keys.jo, sandbox: { now }, now });
    const result = await jo.call('whitelist_whoami', {});
    expect(result).toMatchObject({ key_age_days: 677, long_lived: true, expires: null });
    expect(result['warnings']).toEqual(['This access key is 677 days old; AWS advises a new one after 90.']);
    const minimal = await bench();
    expect(await minimal.call('whitelist_whoami', {})).toMatchObject({ key_age_days: null, warnings: [] });
    const session = await bench({ key: (sandbox) => sandbox.keys.session });
    expect(await session.call('whitelist_whoami', {})).toMatchObject({
      key_age_days: null,
      long_lived: false,
    });
    expect(session.sandbox.requests.map(({ service }) => service)).not.toContain('iam');
  });

  it('warns of root', async () => {
    const { call } = await bench({ key: (sandbox) => sandbox.keys.root });
    const { warnings } = await call('whitelist_whoami', {});
    expect(warnings).toContain(
      'These are root credentials: they may do everything in the account. Use an IAM user or a role instead.',
    );
  });

  it('tells whose they are even where EC2 does not answer', async () => {
    const aws = await startFakeAws(({ action }) =>
      action === 'GetCallerIdentity' ? undefined : { status: 500, body: 'down' },
    );
    onTestFinished(() => aws.close());
    const env = { AWS_ACCESS_KEY_ID: 'ASIATEST', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };
    const result = await startMachine({ endpoint: aws.endpoint, env }).call('whitelist_whoami', GROUP);
    expect(result).toMatchObject({ arn: 'arn:aws:iam::210987654321:user/jo', can_read: null });
  });
});
