import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Clock } from './clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './index.ts';

let sandbox: Sandbox;

const HOUR = 3_600;
const START = Date.parse('2031-05-01T10:00:00Z');
/** A clock that stands still but for what a test lets go by. */
const still = { now: () => new Date(START) };

async function start(options: SandboxOptions = {}) {
  sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  const { endpoint, region, keys } = sandbox;
  return new EC2Client({ endpoint, region, credentials: keys.admin });
}

/** The time that an answer without any signature tells, in seconds after `START`. */
async function dateOf(answer: Response) {
  await answer.text();
  return (Date.parse(answer.headers.get('date') ?? '') - START) / 1000;
}

const codes = () => sandbox.requests.map(({ errorCode }) => errorCode);

describe('the clock of a sandbox', () => {
  it('goes as its source goes, and ahead by what it was let wait', () => {
    let time = START;
    const clock = new Clock(() => new Date(time));
    clock.advance(90);
    time += 5_000;
    clock.advance(HOUR);
    expect(clock.now()).toEqual(new Date(START + 95_000 + HOUR * 1000));
  });

  it('is the Date of every answer, refusals and what is no request of AWS included', async () => {
    await start(still);
    sandbox.advanceClock(7 * HOUR);
    expect(sandbox.now()).toEqual(new Date(START + 7 * HOUR * 1000));
    const post = (body: string) => fetch(sandbox.endpoint, { method: 'POST', body });
    for (const asked of [post('Action=DescribeVpcs'), post('a'.repeat(1_100_000)), fetch(sandbox.endpoint)]) {
      expect(await dateOf(await asked)).toBe(7 * HOUR);
    }
    await sandbox.reset();
    expect(await dateOf(await post(''))).toBe(7 * HOUR);
  });

  it('is read when a request is answered, not when it came', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await start({ ...still, onRequest: () => held });
    const asked = fetch(sandbox.endpoint, { method: 'POST', body: '' });
    while (sandbox.requests.length === 0) await sleep(5);
    sandbox.advanceClock(HOUR);
    release();
    expect(await dateOf(await asked)).toBe(HOUR);
  });

  it('ends sessions', async () => {
    await start();
    const { endpoint, region, keys, roles } = sandbox;
    const opening = new STSClient({ endpoint, region, credentials: keys.admin });
    const { Credentials } = await opening.send(
      new AssumeRoleCommand({ RoleArn: roles.operator, RoleSessionName: 'jo' }),
    );
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const sts = new STSClient({ endpoint, region, credentials });
    await sts.send(new GetCallerIdentityCommand({}));
    sandbox.advanceClock(HOUR + 1);
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});

describe('a client whose clock knows nothing of it', () => {
  it('is refused by its first signature, and mends that by the Date', async () => {
    const ec2 = await start();
    sandbox.advanceClock(6 * HOUR);
    await ec2.send(new DescribeSecurityGroupsCommand({}));
    await ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(codes()).toEqual(['RequestExpired', null, null]);
  });

  it('asks once where signatures of any age are taken, wherever its clock is', async () => {
    for (const seconds of [30 * 24 * HOUR, -30 * 24 * HOUR]) {
      const ec2 = await start({ anySignatureAge: true });
      sandbox.advanceClock(seconds);
      await ec2.send(new DescribeSecurityGroupsCommand({}));
      expect(codes()).toEqual([null]);
    }
  });
});
