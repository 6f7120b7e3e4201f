import { z } from 'zod';
import { withoutSecrets } from '../core/invalid-input.ts';
import { nearest } from '../core/nearest.ts';
import { visible } from '../core/visible.ts';

/** A sentence for each key that the schema does not know, with the nearest one that it does. */
export function unknownKeys(schema: z.core.$ZodType, value: unknown, path = ''): string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, i) => unknownKeys(inner.element, item, `${path}[${i}]`));
  }
  if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  const shape: Record<string, z.core.$ZodType> = inner.shape;
  return Object.entries(value).flatMap(([key, item]) => {
    const shown = withoutSecrets(key);
    const at = path === '' ? shown : `${path}.${shown}`;
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (known) return unknownKeys(known, item, at);
    const near = nearest(key, Object.keys(shape));
    // A loose object may hold what a later version knows; only what looks misspelt is told.
    if (near === null && inner.def.catchall instanceof z.ZodUnknown) return [];
    return [
      `${visible(at, 120)} is not a key known here${near === null ? '.' : `; did you mean "${near}"?`}`,
    ];
  });
}
