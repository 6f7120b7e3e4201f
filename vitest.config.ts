import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Processes, not threads: the setup below rewrites the environment, which threads share.
    pool: 'forks',
    // Most tests wait for other processes more than they compute; by itself Vitest leaves one core of two idle.
    maxWorkers: 2,
    testTimeout: 20_000,
    setupFiles: ['test/support/setup/clean-environment.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          // One after the other in the same process, so that the AWS SDK and the sources are loaded once for each
          // worker and not once for each of two hundred files; the setup runs anew for each.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/canary/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'product',
          include: ['test/e2e/**/*.test.ts', 'test/canary/**/*.test.ts'],
          // Every message that a test sees is held to the schema of its revision.
          setupFiles: ['test/support/setup/protocol-monitor.ts'],
          // Only this project pays for a build and a pack.
          globalSetup: ['test/support/setup/packed-product.ts', 'test/support/setup/protocol-schemas.ts'],
        },
      },
    ],
  },
});
