import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { z } from 'zod';
import { root } from '../lib/root.ts';
import { npm } from '../lib/run.ts';
import type { Gate } from './gate.ts';

/** Everything that is shipped; a file more or less is a decision, written down here. */
export const shippedFiles = [
  'LICENSE',
  'README.md',
  'config.schema.json',
  'dist/THIRD-PARTY-LICENSES.txt',
  'dist/prompt-server.cjs',
  'dist/aws-sdk-credentials.cjs',
  'dist/aws-sdk.cjs',
  'dist/aws-shared.cjs',
  'dist/aws.cjs',
  'dist/bin.cjs',
  'dist/caches.cjs',
  'dist/cidr.cjs',
  'dist/databases.cjs',
  'dist/functions.cjs',
  'dist/invalid-input.cjs',
  'dist/iana-names.cjs',
  'dist/key-age.cjs',
  'dist/load-balancers.cjs',
  'dist/proxy-agents.cjs',
  'dist/proxy-from-env.cjs',
  'dist/public-ip.cjs',
  'dist/regions.cjs',
  'dist/rolldown-runtime.cjs',
  'dist/rule-limit.cjs',
  'dist/sandbox.cjs',
  'dist/serve.cjs',
  'package.json',
];

// Measured before the look-ups of targets: 329 KB packed, 1,179 KB unpacked. The clients of RDS (76 KB unpacked, most
// of it the names of its errors), ElastiCache (39), Lambda (32) and load balancing (28), and what of EC2's client
// tells of instances and interfaces (20), bring 35 and 204 KB. They are loaded when something is looked for by name.
// The quota's client brings 13 KB, IANA's names 9, the way to the person's own address 9, many at once about 40 more.
// A parser of JSON with comments and more look-ups bring 10 more.
const maxPackedBytes = 500_000;
const maxUnpackedBytes = 1_850_000;

const packSchema = z
  .array(
    z.object({ size: z.number(), unpackedSize: z.number(), files: z.array(z.object({ path: z.string() })) }),
  )
  .length(1);

export const packageContents: Gate = {
  name: 'package contents',
  async run() {
    const packed = await npm(['pack', '--dry-run', '--ignore-scripts', '--json'], root);
    if (packed.code !== 0) return { ok: false, output: packed.output };
    const [{ size, unpackedSize, files } = { size: 0, unpackedSize: 0, files: [] }] = packSchema.parse(
      JSON.parse(packed.stdout),
    );
    const paths = files.map(({ path }) => path);
    const complaints = [
      ...paths
        .filter((path) => !shippedFiles.includes(path))
        .map((path) => `${path}: shipped, but not listed`),
      ...shippedFiles
        .filter((path) => !paths.includes(path))
        .map((path) => `${path}: listed, but not shipped`),
      ...paths.flatMap(findLocalPaths),
      ...(size > maxPackedBytes ? [`packed ${size} bytes, over ${maxPackedBytes}`] : []),
      ...(unpackedSize > maxUnpackedBytes
        ? [`unpacked ${unpackedSize} bytes, over ${maxUnpackedBytes}`]
        : []),
      ...(await runPublint()),
    ];
    const note = `${Math.round(size / 1000)} KB packed, ${Math.round(unpackedSize / 1000)} KB unpacked`;
    return { ok: complaints.length === 0, note, output: complaints.join('\n') };
  },
};

/** A bundle that remembers where it was built differs from machine to machine and tells on the builder. */
function findLocalPaths(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const traces = [root, `file://${homedir()}`, `"${homedir()}/`];
  return traces.filter((trace) => text.includes(trace)).map((trace) => `${path}: contains ${trace}`);
}

async function runPublint(): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: root, level: 'suggestion', strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}
