import { expect, inject, it } from 'vitest';
import { runProductScenario } from './product-story.ts';
import { openAwsFixture } from './aws-fixture.ts';

it.each(['default', 'other'] as const)('the product does its job on moto, %s VPC', async (kind) => {
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };
  const stage = await openAwsFixture({ endpoint: inject('motoEndpoint'), region: 'us-east-1', keys });
  await runProductScenario(stage, kind);
  expect.hasAssertions();
});
