import { readFileSync } from 'node:fs';
import type { BuildOptions } from 'rolldown';
import { buildId } from './scripts/build/build-id.ts';
import { inlineText } from './scripts/build/inline-text.ts';
import { silentDebug } from './scripts/build/silent-debug.ts';
import { thirdPartyLicenses } from './scripts/build/third-party-licenses.ts';

const root = import.meta.dirname;

const proxyAgents = /node_modules\/(agent-base|https?-proxy-agent)\/|silent-debug/;

// Sources of credentials that need the network, and the wire formats that only they speak.
const rareAws = new RegExp(
  'node_modules/@(' +
    'aws-sdk/(credential-provider-(?!env|ini|node|process)|nested-clients|token-providers)|' +
    '(aws-sdk|smithy)/core/dist-es/submodules/(protocols/json|event-streams)|' +
    'smithy/credential-provider-imds)',
);

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  const value: unknown = manifest instanceof Object && Reflect.get(manifest, 'version');
  if (typeof value !== 'string') throw new Error('package.json has no version');
  return value;
}

const config: BuildOptions = {
  input: { bin: 'src/bin.ts' },
  platform: 'node',
  preserveEntrySignatures: false,
  // The AWS SDK's CommonJS entry points cannot be tree-shaken; its ES modules can.
  resolve: { mainFields: ['module', 'main'] },
  transform: { define: { __VERSION__: JSON.stringify(version()) } },
  plugins: [inlineText, silentDebug, buildId, thirdPartyLicenses(root, 'THIRD-PARTY-LICENSES.txt')],
  // Nobody reads a warning in a build that passed.
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
  output: {
    dir: 'dist',
    format: 'cjs',
    // Without this the lazy chunks would be reached by import(), which a cached script cannot do.
    dynamicImportInCjs: false,
    // Chunks with names of ours in place of some thirty named by the SDK's inner files. The SDK imports the
    // rare part only when its credential chain comes to it.
    codeSplitting: {
      groups: [
        { name: 'proxy-agents', test: proxyAgents, includeDependenciesRecursively: false },
        { name: 'aws-sdk-credentials', test: rareAws, includeDependenciesRecursively: false },
        // What the rare clients share with the rest, in one file rather than in some five.
        { name: 'aws-shared', test: /\/src\/aws\//, minShareCount: 2, includeDependenciesRecursively: false },
        {
          name: 'aws-sdk',
          // The clients of other services than EC2 and STS are asked one question now and then.
          test: /node_modules\/@(aws|aws-sdk(?!\/client-(iam|rds|elasticache|elastic-load-balancing-v2|lambda|service-quotas)\/)|smithy)\//,
          includeDependenciesRecursively: false,
        },
      ],
    },
    banner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
    minify: true,
    cleanDir: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
  },
};

export default config;
