import type { KnipConfig } from 'knip';

/** `npm run check` runs knip twice: as it is, with the tests, and with --production, as if there were none. */
const isProduction = process.argv.includes('--production');

// A "!" at the end of a pattern: in the second run too.
const config: KnipConfig = {
  entry: ['scripts/*.ts', 'test/support/**/*.ts', 'test/**/*.contract.ts'],
  project: ['src/**/*.ts!', 'scripts/**/*.ts', 'test/**/*.ts'],
  vitest: {
    config: [
      'vitest.config.ts',
      'test/contract/vitest.contract.config.ts',
      'test/interop/hosts/vitest.hosts.config.ts',
    ],
  },
  ignoreDependencies: [
    // Run by its command from scripts/check/gates.ts, where knip does not look.
    'dependency-cruiser',
  ],
  // The program itself, as a shell finds it once it is installed.
  ignoreBinaries: ['awswhitelist'],
  ignoreIssues: {
    // Types of what the sandbox's face gives to tests, where they look for them.
    'src/sandbox/index.ts': ['types'],
  },
  // A type that describes an exported function's result is worth a name, used elsewhere or not. Without the tests,
  // what its own file uses is alive: it is exported so that a test can try it by itself.
  ignoreExportsUsedInFile: isProduction || { interface: true, type: true },
};

export default config;
