import { z } from 'zod';
import { redactSecretLike } from '#core/text/redact.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** A key of the file that the schema does not know. */
export interface UnknownKey {
  /** `security_settings.requires_mfa`, fit to be shown. */
  readonly path: string;
  readonly value: unknown;
  /** The known one that was probably meant. */
  readonly suggestion: string | null;
  /** Where it stands, a later version may know more. */
  readonly isLoose: boolean;
}

/** All keys that the schema does not know, in any depth. */
export function findUnknownKeys(schema: z.core.$ZodType, value: unknown, path = ''): UnknownKey[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, i) => findUnknownKeys(inner.element, item, `${path}[${i}]`));
  }
  if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  const shape: Record<string, z.core.$ZodType> = inner.shape;
  const entries: [string, unknown][] = Object.entries(value);
  return entries.flatMap(([key, item]) => {
    const safeKey = redactSecretLike(key);
    const at = path === '' ? safeKey : `${path}.${safeKey}`;
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (known) return findUnknownKeys(known, item, at);
    const isLoose = inner.def.catchall instanceof z.ZodUnknown;
    return [
      {
        path: escapeUnprintable(at, 120),
        value: item,
        suggestion: closestMatch(key, Object.keys(shape)),
        isLoose,
      },
    ];
  });
}

/** `security_settings.requires_mfa is not a key known here; did you mean "require_mfa"?` */
export const describeUnknownKey = ({ path, suggestion }: UnknownKey): string =>
  `${path} is not a key known here${suggestion === null ? '.' : `; did you mean "${suggestion}"?`}`;
