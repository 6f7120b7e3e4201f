import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: ['scripts/*.ts', 'test/support/**/*.ts', 'test/**/*.contract.ts'],
  project: ['src/**/*.ts', 'scripts/**/*.ts', 'test/**/*.ts'],
  vitest: { config: ['vitest.config.ts', 'test/contract/vitest.contract.config.ts'] },
  ignoreDependencies: [
    // Run by its command from scripts/check/gates.ts, where knip does not look.
    'dependency-cruiser',
  ],
  // The program itself, as a shell finds it once it is installed.
  ignoreBinaries: ['awswhitelist'],
  // A type that describes an exported function's result is worth a name, used elsewhere or not.
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
