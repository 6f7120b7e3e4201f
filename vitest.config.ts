import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A process of its own, not a thread: the setup below rewrites the environment, and threads share the part of it
    // that Node itself reads. Test files follow one another in the same process, so that the AWS SDK and the sources
    // are loaded once for each worker and not once for each of three hundred files; the setup runs anew for each.
    pool: 'forks',
    isolate: false,
    // On two cores; most tests wait for another process or for a delay more than they compute.
    maxWorkers: 4,
    // No test is about speed: these end what hangs, on a machine that may be ten times as slow as a quiet one.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    setupFiles: ['test/support/setup/clean-environment.ts', 'test/support/setup/patient-waits.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    projects: [
      {
        extends: true,
        test: { name: 'source', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'] },
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
