import { beforeAll, describe, expect, inject, it } from 'vitest';
import { CASES } from './cases/index.ts';
import { MOTO_DIFFERENCES } from './moto-differences.ts';
import { type Stage, openStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };
  stage = await openStage({ endpoint: inject('motoEndpoint'), region: 'us-east-1', keys });
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
