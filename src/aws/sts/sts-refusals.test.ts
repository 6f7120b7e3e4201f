import { expect, it, onTestFinished } from 'vitest';
import { createStsError, startFakeAws } from '#test/support/fake-aws/fake-aws.ts';
import { startMachine } from '#test/support/credentials/machine.ts';
import { formatKeySection, formatSection } from '#test/support/credentials/shared-files.ts';
import { GROUP, KEYS, openObservedSandbox, ROLES } from '#test/support/credentials/source-rows.ts';

const aws = openObservedSandbox();

const FILES = {
  awsCredentials: formatKeySection('jo', KEYS.jo),
  awsConfig: formatSection('profile work', { role_arn: ROLES.operator, source_profile: 'jo' }),
};

/** An STS that has no room for what is longer than this. */
async function startTightAws(most: number) {
  const policies: number[] = [];
  const fake = await startFakeAws(({ action, params }) => {
    if (action !== 'AssumeRole') return undefined;
    const { length } = params.get('Policy') ?? '';
    policies.push(length);
    return length > most
      ? createStsError('PackedPolicyTooLarge', 'Packed size is 104% of the limit', 400)
      : undefined;
  });
  onTestFinished(() => fake.close());
  return { fake, policies };
}

it('a role for whose policy there is no room is asked for once more with a shorter one', async () => {
  const { fake, policies } = await startTightAws(0);
  const machine = startMachine({ ...FILES, endpoint: fake.endpoint, env: { AWS_REGION: 'us-east-1' } });
  const add = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443, profile: 'work' };
  const report = await machine.fail('whitelist_add', add);
  expect(report).toMatchObject({
    code: 'access_denied',
    outcome: 'not_done',
    aws: { code: 'PackedPolicyTooLargeException' },
  });
  expect(report.guidance.join('\n')).toContain('session tags');
  const [whole = 0, shorter = 0, ...more] = policies;
  expect(shorter).toBeLessThan(whole);
  expect(more).toEqual([]);
});

it('a region that is not enabled for the account is recognised by asking STS elsewhere', async () => {
  const machine = startMachine({ ...FILES, endpoint: aws.sandbox.endpoint });
  for (const profile of ['jo', 'work']) {
    const report = await machine.fail('whitelist_list', {
      region: 'af-south-1',
      security_group_id: GROUP,
      profile,
    });
    expect(report.message, profile).toMatch(/af-south-1.*not enabled|not enabled.*af-south-1/s);
    expect(report.message, profile).toContain(KEYS.jo.arn);
  }
  const unknown = await machine.fail('whitelist_whoami', {
    region: 'af-south-1',
    credentials: { access_key_id: 'AKIAIOSFODNN7NOBODY2', secret_access_key: 'x'.repeat(40) },
  });
  expect(unknown.code).toBe('invalid_credentials');
});
