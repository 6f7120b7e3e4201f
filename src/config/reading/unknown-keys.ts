import { z } from 'zod';
import { redactSecretLike } from '#core/text/redact.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { findMeantLimit, homeOfLimit } from './limit-names.ts';

/** A key of the file that the schema does not know. */
export interface UnknownKey {
  /** From the top of the file on. */
  readonly path: readonly PropertyKey[];
  /** `security_settings.requires_mfa`, fit to be shown. */
  readonly shown: string;
  readonly key: string;
  readonly value: unknown;
  /** The known one that was probably meant. */
  readonly suggestion: string | null;
  /** Where it stands, a later version may know more. */
  readonly isLoose: boolean;
}

/** All keys that the schema does not know, in any depth. */
export function findUnknownKeys(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[] = [],
): UnknownKey[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, i) => findUnknownKeys(inner.element, item, [...path, i]));
  }
  if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  const shape: Record<string, z.core.$ZodType> = inner.shape;
  const entries: [string, unknown][] = Object.entries(value);
  return entries.flatMap(([key, item]) => {
    const at = [...path, key];
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (known) return findUnknownKeys(known, item, at);
    const isLoose = inner.def.catchall instanceof z.ZodUnknown;
    return [{ path: at, shown: showPath(at), key, value: item, suggestion: suggestKey(key, shape), isLoose }];
  });
}

function suggestKey(key: string, shape: Readonly<Record<string, unknown>>): string | null {
  const limit = findMeantLimit(key);
  return limit !== null && Object.hasOwn(shape, limit) ? limit : closestMatch(key, Object.keys(shape));
}

/** `credential_profiles[0].name`, with nothing in it that may be a secret or cannot be seen. */
export function showPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  const text = path.reduce<string>((before, key) => {
    if (typeof key === 'number') return `${before}[${key}]`;
    const shown = redactSecretLike(String(key));
    return before === '' ? shown : `${before}.${shown}`;
  }, '');
  return escapeUnprintable(text, 120).replaceAll('"', '\\u{22}');
}

/** `security_settings.requires_mfa is not a key known here; did you mean "require_mfa"?` */
export function describeUnknownKey({ shown, key, suggestion }: UnknownKey): string {
  const limit = suggestion === null ? findMeantLimit(key) : null;
  if (limit !== null) return `${shown} is not a key known here; "${limit}" belongs in ${homeOfLimit(limit)}.`;
  return `${shown} is not a key known here${suggestion === null ? '.' : `; did you mean "${suggestion}"?`}`;
}

/** Whether a key stands in an entry of `credential_profiles`. */
export const isOfProfile = (path: readonly PropertyKey[]): boolean =>
  path[0] === 'credential_profiles' && path.length > 2;
