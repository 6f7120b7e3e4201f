import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startFakeAwsProcess, type FakeAwsProcess } from '#test/support/fake-aws/fake-aws-session.ts';
import {
  createEc2Answer,
  createEc2Error,
  createIdentityAnswer,
  createStsError,
  type FakeAwsAnswer,
} from '#test/support/fake-aws/fake-aws.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';

const ID = parseSecurityGroupId('sg-123456');
const THEN = 'Mon, 23 Nov 2026 18:02:07 GMT';
const LATER = 'Mon, 23 Nov 2026 19:00:00 GMT';
const GROUP = `<securityGroupInfo><item><groupId>${ID}</groupId><ipPermissions/></item></securityGroupInfo>`;
const group = createEc2Answer('DescribeSecurityGroups', GROUP);
const at = (date: string, answer: FakeAwsAnswer): FakeAwsAnswer => ({ ...answer, headers: { date } });

const actions = ({ standIn }: FakeAwsProcess) => standIn.requests.map(({ action }) => action);
const near = (time: Date, date: string) => {
  const off = time.getTime() - Date.parse(date);
  expect(off).toBeGreaterThanOrEqual(0);
  expect(off).toBeLessThan(10_000);
};

describe("AWS's time", () => {
  it("is that of the last answer of this process, whoever's call it was: nothing is asked", async () => {
    const on = await startFakeAwsProcess(() => at(THEN, group));
    await (await on.open()).groups.peek(ID);
    near(await (await on.open('eu-west-1')).awsTime(), THEN);
    expect(actions(on)).toEqual(['DescribeSecurityGroups']);
  });

  it('is told by refusals too', async () => {
    const on = await startFakeAwsProcess(() => at(THEN, createEc2Error('UnauthorizedOperation', 'no', 403)));
    const session = await on.open();
    await expect(session.groups.peek(ID)).rejects.toMatchObject({ code: 'access_denied' });
    near(await session.awsTime(), THEN);
    expect(actions(on)).toEqual(['DescribeSecurityGroups']);
  });

  it('is told by the newest answer, of whatever region', async () => {
    const on = await startFakeAwsProcess(({ earlier }) => at(earlier === 0 ? LATER : THEN, group));
    await (await on.open()).groups.peek(ID);
    await (await on.open('eu-west-1')).groups.peek(ID);
    near(await (await on.open()).awsTime(), THEN);
  });

  it('is asked of STS where nothing has told it, once for all that wait', async () => {
    const on = await startFakeAwsProcess(() => at(THEN, createIdentityAnswer()));
    const sessions = await Promise.all([on.open(), on.open(), on.open('eu-west-1')]);
    for (const time of await Promise.all(sessions.map((session) => session.awsTime()))) near(time, THEN);
    expect(actions(on)).toEqual(['GetCallerIdentity']);
  });

  it('is asked again where the machine slept, although the identity is known', async () => {
    const on = await startFakeAwsProcess(({ earlier }) =>
      at(earlier === 0 ? THEN : LATER, createIdentityAnswer()),
    );
    const session = await on.open();
    await session.identity();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    near(await session.awsTime(), LATER);
    expect(actions(on)).toEqual(['GetCallerIdentity', 'GetCallerIdentity']);
  });

  it('is known even where STS refuses to answer', async () => {
    const on = await startFakeAwsProcess(() => at(THEN, createStsError('ExpiredToken', 'expired')));
    near(await (await on.open()).awsTime(), THEN);
  });

  it('is not known where STS is out of reach: the failure says so, and that nothing hangs on it', async () => {
    const on = await startFakeAwsProcess(({ cut }) => {
      cut();
      return null;
    });
    const failure = toWhitelistError(await (await on.open()).awsTime().catch((error: unknown) => error));
    expect(failure).toMatchObject({ code: 'credential_validation_failed', details: { outcome: 'not_done' } });
    // Four attempts: nobody asks a second time after their own failure.
    expect(on.standIn.requests).toHaveLength(4);
    expect(failure.message).toMatch(
      /^AWS's time is not known, and nothing that depends on it was changed: Credential validation failed/,
    );
  });

  it('is not known where what answers is not AWS, or tells no time', async () => {
    const on = await startFakeAwsProcess(() => at('yesterday', createIdentityAnswer()));
    const session = await on.open();
    await expect(session.awsTime()).rejects.toMatchObject({
      code: 'aws_error',
      message: expect.stringContaining('AWS answered sts:GetCallerIdentity without its time'),
    });
  });

  it('is asked for by each where the call that asked for all was cancelled', async () => {
    const cancel = new AbortController();
    const on = await startFakeAwsProcess(({ earlier }) => {
      if (earlier > 0) return at(THEN, createIdentityAnswer());
      setTimeout(() => cancel.abort(), 20);
      return null;
    });
    const [first, second] = [await on.open('us-east-1', cancel.signal), await on.open()];
    const cancelled = expect(first.awsTime()).rejects.toMatchObject({ code: 'cancelled' });
    near(await second.awsTime(), THEN);
    await cancelled;
    expect(actions(on)).toEqual(['GetCallerIdentity', 'GetCallerIdentity']);
  });
});
