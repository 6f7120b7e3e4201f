import { defineConfig } from 'vitest/config';

/** What needs Python: `CONTRACT_PYTHON=…/python npx vitest run --config test/contract/vitest.contract.config.ts` */
export default defineConfig({
  test: {
    include: ['test/{contract,differential}/**/*.contract.ts'],
    globalSetup: ['test/contract/start-moto.ts'],
    testTimeout: 60_000,
    env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
