import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { CASES } from '#test/contract/cases/index.ts';
import { iamCall } from './iam-call.ts';
import { MOTO_DIFFERENCES } from './moto-differences.ts';
import { type AwsKeys, type AwsFixture, openAwsFixture } from './aws-fixture.ts';

let stage: AwsFixture;

const ANY_KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };

/** moto takes any key and any role, but tells of those alone that it has made itself. */
async function newUserKeys(endpoint: string): Promise<AwsKeys> {
  const call = (Action: string, params: Record<string, string>) =>
    iamCall({ endpoint, keys: ANY_KEYS }, { Action, ...params });
  const UserName = `contract-${randomUUID()}`;
  await call('CreateUser', { UserName });
  // Fails, and may, at a moto that has been here before.
  await call('CreateRole', { RoleName: 'SecurityAdmin', AssumeRolePolicyDocument: '{"Statement":[]}' });
  const { first } = await call('CreateAccessKey', { UserName });
  const [accessKeyId, secretAccessKey] = [first('AccessKeyId'), first('SecretAccessKey')];
  if (accessKeyId === null || secretAccessKey === null) throw new Error('moto made no access key');
  return { accessKeyId, secretAccessKey };
}

beforeAll(async () => {
  const endpoint = inject('motoEndpoint');
  stage = await openAwsFixture({ endpoint, region: 'us-east-1', keys: await newUserKeys(endpoint) });
}, 60_000);

describe('moto answers as AWS does, but for its known differences', () => {
  it.each(CASES)('$id', async ({ id, run, aws }) => {
    expect(await run(stage)).toEqual(MOTO_DIFFERENCES[id]?.moto ?? aws);
  });
});

it('lists only differences that exist', () => {
  for (const [id, { moto }] of Object.entries(MOTO_DIFFERENCES)) {
    const aws = CASES.find((one) => one.id === id)?.aws;
    expect(aws, `no case ${id}`).toBeDefined();
    expect(moto, id).not.toEqual(aws);
  }
});
