import { defineConfig } from 'vitest/config';

/**
 * The hosts that people use: `npx vitest run --config test/interop/hosts/vitest.hosts.config.ts`, after .ci/host-tools,
 * with INTEROP_HOSTS as .ci/run has it.
 */
export default defineConfig({
  test: {
    include: ['test/interop/hosts/**/*.hosts.ts'],
    globalSetup: ['test/support/setup/packed-product.ts'],
    // Each starts a program of a hundred megabytes.
    testTimeout: 60_000,
  },
});
