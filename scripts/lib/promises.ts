import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './json.ts';
import { root } from './root.ts';

const manifestSchema = z.array(z.strictObject({ id: z.string(), source: z.string(), sentence: z.string() }));

export type ProductPromise = z.infer<typeof manifestSchema>[number];

export function readPromises(): ProductPromise[] {
  return readJson(join(root, 'test/promises/manifest.json'), manifestSchema);
}

/** The ids that a test cites: `it('[add.already-present] says so', …)`. */
export function citedIds(text: string): string[] {
  return [...text.matchAll(/\[([a-z]+(?:-[a-z]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*)\]/g)].map(([, id = '']) => id);
}
