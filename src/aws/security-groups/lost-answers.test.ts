import { describe, expect, it, onTestFinished } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import {
  createEc2Answer,
  createEc2Error,
  startFakeAws,
  type FakeAwsAnswer,
} from '#test/support/fake-aws/fake-aws.ts';

const RULE = { security_group_id: 'sg-123456', ip_address: '203.0.113.7', port: 443 };
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };
const DONE = '<return>true</return>';

/** AWS carries out or drops the first request and cuts the line, or fails; then it answers this. */
async function afterOneLost(first: 'cut' | FakeAwsAnswer, then: (action: string) => FakeAwsAnswer) {
  const standIn = await startFakeAws(({ action, earlier, cut }) => {
    if (action === 'GetCallerIdentity') return undefined;
    if (earlier > 0) return then(action);
    if (first !== 'cut') return first;
    cut();
    return null;
  });
  onTestFinished(() => standIn.close());
  return startMachine({ endpoint: standIn.endpoint, env: KEYS });
}

describe.each([
  ['cut off', 'cut'],
  ['answered with a failure of a server', createEc2Error('InternalError', 'oops', 500)],
] as const)('a change whose first request was %s', (_how, first) => {
  it.each([
    ['RequestLimitExceeded', 503, 'throttled'],
    ['AuthFailure', 401, 'invalid_credentials'],
    ['SomethingNew', 400, 'aws_error'],
  ])('and whose next ones were refused with %s may have been made', async (awsCode, status, code) => {
    const machine = await afterOneLost(first, () => createEc2Error(awsCode, 'no', status));
    const report = await machine.fail('whitelist_add', RULE);
    expect(report).toMatchObject({ code, outcome: 'unknown' });
    expect(report.guidance[0]).toMatch(/^Whether the change was made is not known: list sg-123456/);
  });

  it('and whose next one finds the rule there may have added it, and offers no undo', async () => {
    const machine = await afterOneLost(first, () => createEc2Error('InvalidPermission.Duplicate', 'there'));
    expect(await machine.call('whitelist_add', RULE)).toMatchObject({
      status: 'already_present',
      warnings: [expect.stringContaining('this very call may have added it')],
      undo: [],
    });
  });

  it('and whose next one goes well is done', async () => {
    const machine = await afterOneLost(first, (action) => createEc2Answer(action, DONE));
    expect(await machine.call('whitelist_add', RULE)).toMatchObject({ status: 'added', warnings: [] });
  });
});

describe('a change whose first request certainly did nothing', () => {
  it('is not done when the next ones are refused', async () => {
    const throttled = createEc2Error('RequestLimitExceeded', 'slow down', 503);
    const machine = await afterOneLost(throttled, () => throttled);
    expect(await machine.fail('whitelist_add', RULE)).toMatchObject({
      code: 'throttled',
      outcome: 'not_done',
    });
  });

  it('found the rule there by itself', async () => {
    const throttled = createEc2Error('RequestLimitExceeded', 'slow down', 503);
    const machine = await afterOneLost(throttled, () =>
      createEc2Error('InvalidPermission.Duplicate', 'there'),
    );
    expect(await machine.call('whitelist_add', RULE)).toMatchObject({
      status: 'already_present',
      warnings: [],
    });
  });
});
