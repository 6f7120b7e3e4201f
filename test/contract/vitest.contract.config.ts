import { defineConfig } from 'vitest/config';

/**
 * What needs Python, a browser, or tools that `npm ci` does not bring: `npx vitest run --config
 * test/contract/vitest.contract.config.ts`, after .ci/python-tools, .ci/node-tools and .ci/browser, with the variables
 * of .ci/run.
 */
export default defineConfig({
  test: {
    include: ['test/{contract,differential,interop,browser}/**/*.contract.ts'],
    globalSetup: [
      'test/contract/start-moto.ts',
      'test/support/setup/packed-product.ts',
      'test/support/setup/protocol-schemas.ts',
    ],
    testTimeout: 60_000,
    env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
