import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import type { ContractCase } from '#test/contract/case.ts';
import { type AwsKeys, type AwsFixture, createClients, describeOutcome } from '#test/contract/aws-fixture.ts';

/** Asks both services with some other keys. */
async function both(stage: AwsFixture, keys: AwsKeys): Promise<string[]> {
  const { ec2, sts } = createClients({ ...stage.target, keys });
  return [
    await describeOutcome(ec2.send(new DescribeSecurityGroupsCommand({}))),
    await describeOutcome(sts.send(new GetCallerIdentityCommand({}))),
  ];
}

async function sessionKeys(stage: AwsFixture): Promise<Required<AwsKeys>> {
  const { Credentials } = await stage.sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

export const IDENTITY_CASES: readonly ContractCase[] = [
  {
    id: 'identity-fields',
    run: async (stage) => {
      const { Account = '', Arn = '', UserId = '' } = await stage.sts.send(new GetCallerIdentityCommand({}));
      return [/^\d{12}$/.test(Account), Arn.startsWith('arn:aws:'), UserId !== ''];
    },
    aws: [true, true, true],
  },
  {
    id: 'wrong-secret',
    run: (stage) => both(stage, { ...stage.target.keys, secretAccessKey: 'x'.repeat(40) }),
    aws: ['AuthFailure', 'SignatureDoesNotMatch'],
  },
  {
    id: 'unknown-key',
    run: (stage) => both(stage, { accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ', secretAccessKey: 'x'.repeat(40) }),
    aws: ['AuthFailure', 'InvalidClientTokenId'],
  },
  {
    id: 'session-works',
    run: async (stage) => both(stage, await sessionKeys(stage)),
    aws: ['ok', 'ok'],
  },
  {
    id: 'session-needs-its-token',
    run: async (stage) => {
      const { accessKeyId, secretAccessKey } = await sessionKeys(stage);
      return both(stage, { accessKeyId, secretAccessKey });
    },
    aws: ['AuthFailure', 'InvalidClientTokenId'],
  },
  {
    id: 'session-makes-no-session',
    run: async (stage) => {
      const { sts } = createClients({ ...stage.target, keys: await sessionKeys(stage) });
      return describeOutcome(sts.send(new GetSessionTokenCommand({})));
    },
    aws: 'AccessDenied',
  },
];
