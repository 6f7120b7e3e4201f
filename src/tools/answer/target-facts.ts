import { quoteName } from '#core/text/redact.ts';
import { z } from 'zod';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

/** What an answer says of targets that were looked up: which group each of them came to. */
const targets = z
  .array(
    z.object({
      target: z.string(),
      security_group_id: z.string(),
      region: z.string(),
      found: z.array(z.string()),
    }),
  )
  .optional();

export const targetFacts = { targets };

interface TargetFacts {
  readonly targets?: z.infer<typeof targets>;
}

export function toTargetFacts(places: readonly TargetGroup[]): TargetFacts {
  const targets = places.flatMap(({ lookedUp, groupId, session }) =>
    lookedUp.map(({ target, found }) => ({
      target,
      security_group_id: groupId,
      region: session.region,
      found: [...found],
    })),
  );
  return targets.length > 0 ? { targets } : {};
}

/** The same for people. */
export const describeTargets = ({ targets = [] }: TargetFacts): string[] =>
  targets.map(
    ({ target, security_group_id: id, found }) => `${quoteName(target)} is ${found.join(', ')}, in ${id}.`,
  );
