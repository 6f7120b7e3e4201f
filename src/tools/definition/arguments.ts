import { z } from 'zod';
import type { AccessRequest } from '#aws/settings.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { quoteMasked } from '#core/text/redact.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { requireBoundedLists } from './bounded-lists.ts';
import { EXPECTED_VALUES } from './fields.ts';
import { readLeniently } from './lenient-arguments.ts';

const ACCESS = z.object({ profile: z.string().min(1).optional(), region: z.string().optional() });

/**
 * Checks a call's arguments against a tool's own fields and reads whose call it is. What is not known is
 * refused rather than ignored: a misspelt `port` on a removal would otherwise widen it.
 *
 * @param raw - As they came; nothing, or null, for none.
 * @param takesAway - Whether the tool removes or moves anything: then an empty selector is refused.
 * @throws WhitelistError `invalid_input`, `credentials_required`, `invalid_credentials`
 */
export function readArguments<Shape extends z.core.$ZodLooseShape>(
  ownSchema: z.ZodObject<Shape>,
  raw: unknown,
  takesAway: boolean,
): { input: z.infer<z.ZodObject<Shape>>; access: AccessRequest } {
  const given = raw ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw invalidInput({ field: 'arguments', value: raw, expected: 'an object', example: '{"port": 443}' });
  }
  const named = new Map<string, unknown>(Object.entries(given));
  const known = [...Object.keys(ownSchema.shape), 'credentials', 'profile', 'region'];
  for (const name of named.keys()) if (!known.includes(name)) throw unknownArgument(name, known);
  requireBoundedLists(Object.fromEntries(named));
  const { credentials, profile, region, ...rest } = readLeniently(ownSchema.shape, named, takesAway);
  // Lists that came as text are lists by now.
  requireBoundedLists(rest);
  const access = parseFields(ACCESS, {
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
  });
  return {
    input: parseFields(ownSchema, rest),
    access: {
      credentials: credentials === undefined ? null : parseCredentials(credentials),
      profile: access.profile ?? null,
      region: access.region === undefined ? null : parseRegion(access.region),
    },
  };
}

function parseFields<T>(schema: z.ZodType<T>, value: Record<string, unknown>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? 'arguments');
  const [expected, example] = EXPECTED_VALUES[field] ?? ['another value', 'see the tool’s input schema'];
  throw invalidInput({ field, value: value[field], expected, example });
}

function unknownArgument(name: string, known: readonly string[]): WhitelistError {
  const suggestion = closestMatch(name, known);
  return new WhitelistError('invalid_input', `Unknown argument ${quoteMasked(name)}.`, {
    guidance: [
      ...(suggestion ? [`Did you mean "${suggestion}"?`] : []),
      `Expected only: ${known.join(', ')}.`,
    ],
  });
}
