import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { ContractCase } from '#test/contract/case.ts';
import { iamCall } from '#test/contract/iam-call.ts';
import type { AwsFixture } from '#test/contract/aws-fixture.ts';

const list = ({ target }: AwsFixture, params: Record<string, string> = {}) =>
  iamCall(target, { Action: 'ListAccessKeys', ...params });

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

export const ACCESS_KEY_CASES: readonly ContractCase[] = [
  {
    id: 'access-keys-of-the-caller',
    run: async (stage) => {
      const { outcome, first, xml } = await list(stage);
      const user = first('UserName') ?? '';
      const named = await list(stage, { UserName: user });
      const created = first('CreateDate') ?? '';
      return {
        outcome,
        mine: first('AccessKeyId') === stage.target.keys.accessKeyId,
        keys: xml.match(/<member>/g)?.length ?? 0,
        status: first('Status'),
        created: INSTANT.test(created) && Date.parse(created) < Date.now() + 60_000,
        truncated: first('IsTruncated'),
        sameByName: named.first('AccessKeyId') === first('AccessKeyId'),
      };
    },
    aws: {
      outcome: 'ok',
      mine: true,
      keys: 1,
      status: 'Active',
      created: true,
      truncated: 'false',
      sameByName: true,
    },
  },
  {
    id: 'access-keys-of-an-unknown-user',
    run: async (stage) => (await list(stage, { UserName: 'nobody-of-that-name' })).outcome,
    aws: 'NoSuchEntity',
  },
  {
    id: 'access-keys-user-name-alphabet',
    run: async (stage) => (await list(stage, { UserName: 'a b' })).outcome,
    aws: 'ValidationError',
  },
  {
    id: 'access-keys-of-a-role-session',
    run: async (stage) => {
      const RoleArn = 'arn:aws:iam::123456789012:role/SecurityAdmin';
      const { Credentials } = await stage.sts.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: 'contract' }),
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
      const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      return (await iamCall({ ...stage.target, keys }, { Action: 'ListAccessKeys' })).outcome;
    },
    aws: 'ValidationError',
  },
];
