import { z } from 'zod';
import { WhitelistError } from '#core/errors/errors.ts';

/**
 * Runs one of core's parsers as a zod check, so that a file is held to the same rules as a call.
 *
 * @param path - Where the value stands, seen from what is checked. Default: it is the value itself.
 */
export function mustParse(parse: (value: unknown) => unknown, message: string, path?: PropertyKey[]) {
  return (value: unknown, ctx: z.RefinementCtx) => {
    try {
      parse(value);
    } catch (error) {
      const hint = error instanceof WhitelistError ? error.details.guidance?.[0] : undefined;
      ctx.addIssue({ code: 'custom', message, params: { hint }, ...(path && { path }) });
    }
  };
}

const paramsSchema = z.object({ hint: z.string() });

/** The parser's sentence for this very value. */
export function readHint(issue: z.core.$ZodIssue | undefined): string | null {
  const params = issue?.code === 'custom' ? paramsSchema.safeParse(issue.params) : null;
  return params?.data?.hint ?? null;
}
