import { expect, inject, it } from 'vitest';
import { productStory } from './product-story.ts';
import { openStage } from './stage.ts';

it.each(['default', 'other'] as const)('the product does its job on moto, %s VPC', async (kind) => {
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };
  const stage = await openStage({ endpoint: inject('motoEndpoint'), region: 'us-east-1', keys });
  await productStory(stage, kind);
  expect.hasAssertions();
});
