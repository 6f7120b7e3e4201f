import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/index.ts';
import { CASES } from '#test/contract/cases/index.ts';
import { type AwsFixture, openAwsFixture } from './aws-fixture.ts';

let sandbox: Sandbox;
let stage: AwsFixture;

beforeAll(async () => {
  sandbox = await startSandbox();
  stage = await openAwsFixture({
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    keys: sandbox.keys.admin,
  });
});

afterAll(() => sandbox.close());

describe('the sandbox answers as AWS does', () => {
  it.each(CASES)('$id', async ({ run, aws }) => {
    expect(await run(stage)).toEqual(aws);
  });
});

it('has no two cases of one name', () => {
  expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
});
