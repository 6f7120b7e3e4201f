import { expect, it } from 'vitest';
import { startSandbox } from '#sandbox/index.ts';
import { runProductScenario } from './product-story.ts';
import { openAwsFixture } from './aws-fixture.ts';

it.each(['default', 'other'] as const)('the product does its job on the sandbox, %s VPC', async (kind) => {
  const sandbox = await startSandbox();
  const { endpoint, region, keys } = sandbox;
  try {
    await runProductScenario(await openAwsFixture({ endpoint, region, keys: keys.admin }), kind);
    expect.hasAssertions();
  } finally {
    await sandbox.close();
  }
});
