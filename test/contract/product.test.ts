import { expect, it } from 'vitest';
import { startSandbox } from '#sandbox/index.ts';
import { productStory } from './product-story.ts';
import { openStage } from './stage.ts';

it.each(['default', 'other'] as const)('the product does its job on the sandbox, %s VPC', async (kind) => {
  const sandbox = await startSandbox();
  const { endpoint, region, keys } = sandbox;
  try {
    await productStory(await openStage({ endpoint, region, keys: keys.admin }), kind);
    expect.hasAssertions();
  } finally {
    await sandbox.close();
  }
});
