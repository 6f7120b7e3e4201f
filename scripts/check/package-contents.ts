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
const shipped = [
  'LICENSE',
  'README.md',
  'config.schema.json',
  'dist/THIRD-PARTY-LICENSES.txt',
  'dist/asking.cjs',
  'dist/aws-sdk-credentials.cjs',
  'dist/aws-sdk.cjs',
  'dist/aws.cjs',
  'dist/bin.cjs',
  'dist/invalid-input.cjs',
  'dist/key-age.cjs',
  'dist/proxy-agents.cjs',
  'dist/rolldown-runtime.cjs',
  'dist/sandbox.cjs',
  'dist/serve.cjs',
  'package.json',
];

// Measured before: 253 KB packed, 942 KB unpacked. The room beyond is for what the work on credentials brings: the
// IAM client, the page that asks a person, and what opens sessions of roles. None of it is for another dependency.
const mostPacked = 360_000;
const mostUnpacked = 1_250_000;

const packSchema = z
  .array(
    z.object({ size: z.number(), unpackedSize: z.number(), files: z.array(z.object({ path: z.string() })) }),
  )
  .length(1);

export const packageContents: Gate = {
  name: 'package contents',
  async judge() {
    const packed = await npm(['pack', '--dry-run', '--ignore-scripts', '--json'], root);
    if (packed.code !== 0) return { ok: false, output: packed.output };
    const [{ size, unpackedSize, files } = { size: 0, unpackedSize: 0, files: [] }] = packSchema.parse(
      JSON.parse(packed.stdout),
    );
    const paths = files.map(({ path }) => path);
    const complaints = [
      ...paths.filter((path) => !shipped.includes(path)).map((path) => `${path}: shipped, but not listed`),
      ...shipped.filter((path) => !paths.includes(path)).map((path) => `${path}: listed, but not shipped`),
      ...paths.flatMap(ownFolders),
      ...(size > mostPacked ? [`packed ${size} bytes, over ${mostPacked}`] : []),
      ...(unpackedSize > mostUnpacked ? [`unpacked ${unpackedSize} bytes, over ${mostUnpacked}`] : []),
      ...(await publintComplaints()),
    ];
    const note = `${Math.round(size / 1000)} KB packed, ${Math.round(unpackedSize / 1000)} KB unpacked`;
    return { ok: complaints.length === 0, note, output: complaints.join('\n') };
  },
};

/** A bundle that remembers where it was built differs from machine to machine and tells on the builder. */
function ownFolders(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const traces = [root, `file://${homedir()}`, `"${homedir()}/`];
  return traces.filter((trace) => text.includes(trace)).map((trace) => `${path}: contains ${trace}`);
}

async function publintComplaints(): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: root, level: 'suggestion', strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}
