import { DescribeSecurityGroupsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import type { ContractCase } from '#test/contract/case.ts';
import { type AwsFixture, createClients, describeOutcome } from '#test/contract/aws-fixture.ts';

const roleArn = (path: string) => `arn:aws:iam::123456789012:role/${path}`;

const ADMIN = roleArn('SecurityAdmin');
const OPERATOR = roleArn('teams/network/Operator');

/** A device that the caller of the cases does not have. */
const MFA = { SerialNumber: 'arn:aws:iam::123456789012:mfa/somebody', TokenCode: '123456' };

function assume({ sts }: Pick<AwsFixture, 'sts'>, more: Partial<AssumeRoleCommandInput> = {}) {
  return sts.send(new AssumeRoleCommand({ RoleArn: ADMIN, RoleSessionName: 'contract', ...more }));
}

/** The same clients with the keys of a session. */
function inSession(stage: AwsFixture, credentials: Credentials | undefined) {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {};
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return createClients({ ...stage.target, keys });
}

const policy = (...actions: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });

const SESSIONS: readonly ContractCase[] = [
  {
    id: 'role-session',
    run: async (stage) => {
      const { AssumedRoleUser, Credentials } = await assume(stage, { DurationSeconds: 900 });
      const { sts, ec2 } = inSession(stage, Credentials);
      const { Arn = '', UserId } = await sts.send(new GetCallerIdentityCommand({}));
      const seconds = (Number(Credentials?.Expiration) - Date.now()) / 1000;
      return {
        arn: Arn,
        told: AssumedRoleUser?.Arn === Arn && AssumedRoleUser.AssumedRoleId === UserId,
        id: /^AROA[A-Z0-9]{17}:contract$/.test(UserId ?? ''),
        temporary: /^ASIA[A-Z0-9]{16}$/.test(Credentials?.AccessKeyId ?? ''),
        quarter: seconds > 840 && seconds <= 901,
        works: await describeOutcome(ec2.send(new DescribeSecurityGroupsCommand({}))),
      };
    },
    aws: {
      arn: 'arn:aws:sts::123456789012:assumed-role/SecurityAdmin/contract',
      told: true,
      id: true,
      temporary: true,
      quarter: true,
      works: 'ok',
    },
  },
  {
    id: 'role-path-left-out',
    run: async (stage) => (await assume(stage, { RoleArn: OPERATOR })).AssumedRoleUser?.Arn ?? null,
    aws: 'arn:aws:sts::123456789012:assumed-role/Operator/contract',
  },
  {
    id: 'role-session-makes-no-user-session',
    run: async (stage) => {
      const { sts } = inSession(stage, (await assume(stage)).Credentials);
      return describeOutcome(sts.send(new GetSessionTokenCommand({})));
    },
    aws: 'AccessDenied',
  },
  {
    id: 'role-session-policy-narrows',
    run: async (stage) => {
      const { Credentials } = await assume(stage, { Policy: policy('ec2:DescribeSecurityGroups') });
      const { ec2, sts } = inSession(stage, Credentials);
      return [
        await describeOutcome(ec2.send(new DescribeSecurityGroupsCommand({}))),
        await describeOutcome(ec2.send(new DescribeVpcsCommand({}))),
        await describeOutcome(sts.send(new GetCallerIdentityCommand({}))),
      ];
    },
    aws: ['ok', 'UnauthorizedOperation', 'ok'],
  },
  {
    id: 'role-source-identity-stays',
    run: async (stage) => {
      const first = await assume(stage, { SourceIdentity: 'jo' });
      const session = inSession(stage, first.Credentials);
      const second = await assume(session, { RoleArn: OPERATOR });
      const changed = await describeOutcome(assume(session, { RoleArn: OPERATOR, SourceIdentity: 'kim' }));
      return [first.SourceIdentity ?? null, second.SourceIdentity ?? null, changed];
    },
    aws: ['jo', 'jo', 'AccessDenied'],
  },
];

const refused = (id: string, more: Partial<AssumeRoleCommandInput>, aws: string): ContractCase => ({
  id,
  run: (stage) => describeOutcome(assume(stage, more)),
  aws,
});

const REFUSALS: readonly ContractCase[] = [
  refused('role-unknown', { RoleArn: roleArn('Unknown') }, 'AccessDenied'),
  refused('role-that-trusts-nobody', { RoleArn: roleArn('Closed') }, 'AccessDenied'),
  refused('role-wants-mfa', { RoleArn: roleArn('Guarded') }, 'AccessDenied'),
  refused('role-with-the-device-of-another', MFA, 'AccessDenied'),
  refused('role-with-half-of-mfa', { SerialNumber: MFA.SerialNumber }, 'AccessDenied'),
  refused('role-arn-malformed', { RoleArn: 'nothing-valid-in-here' }, 'ValidationError'),
  refused('role-session-name-alphabet', { RoleSessionName: 'Session1:2' }, 'ValidationError'),
  refused('role-session-name-length', { RoleSessionName: 's'.repeat(65) }, 'ValidationError'),
  refused('role-duration-too-short', { DurationSeconds: 899 }, 'ValidationError'),
  refused('role-duration-too-long', { DurationSeconds: 43_201 }, 'ValidationError'),
  refused('role-duration-over-its-own', { RoleArn: OPERATOR, DurationSeconds: 7_200 }, 'ValidationError'),
  refused('role-session-policy-malformed', { Policy: '{' }, 'MalformedPolicyDocumentException'),
  refused('role-session-policy-too-long', { Policy: policy('a'.repeat(2_000)) }, 'ValidationError'),
  {
    id: 'role-external-id',
    run: async (stage) => {
      const answers: string[] = [];
      for (const ExternalId of [undefined, 'partner-8', 'partner-7']) {
        answers.push(await describeOutcome(assume(stage, { RoleArn: roleArn('Partner'), ExternalId })));
      }
      return answers;
    },
    aws: ['AccessDenied', 'AccessDenied', 'ok'],
  },
  {
    id: 'role-chain-lasts-an-hour',
    run: async (stage) => {
      const { Credentials } = await stage.sts.send(new GetSessionTokenCommand({}));
      const session = inSession(stage, Credentials);
      return [
        await describeOutcome(assume(session, { DurationSeconds: 3_600 })),
        await describeOutcome(assume(session, { DurationSeconds: 7_200 })),
      ];
    },
    aws: ['ok', 'ValidationError'],
  },
  {
    id: 'session-with-the-device-of-another',
    run: (stage) => describeOutcome(stage.sts.send(new GetSessionTokenCommand(MFA))),
    aws: 'AccessDenied',
  },
  {
    id: 'web-identity-token-unknown',
    run: (stage) => {
      const token = { RoleArn: roleArn('Federated'), RoleSessionName: 'contract', WebIdentityToken: 'x.y.z' };
      return describeOutcome(stage.sts.send(new AssumeRoleWithWebIdentityCommand(token)));
    },
    aws: 'InvalidIdentityTokenException',
  },
];

export const ROLE_CASES: readonly ContractCase[] = [...SESSIONS, ...REFUSALS];
