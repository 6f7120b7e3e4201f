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
      only_groups: z.boolean().optional(),
    }),
  )
  .optional();

export const targetFacts = { targets };

interface TargetFacts {
  readonly targets?: z.infer<typeof targets>;
}

export function toTargetFacts(places: readonly TargetGroup[]): TargetFacts {
  const targets = places.flatMap(({ lookedUp, groupId, session }) =>
    lookedUp.map(({ target, found, onlyGroups }) => ({
      target,
      security_group_id: groupId,
      region: session.region,
      found: [...found],
      ...(onlyGroups && { only_groups: true }),
    })),
  );
  return targets.length > 0 ? { targets } : {};
}

/** The same for people. */
export const describeTargets = ({ targets = [] }: TargetFacts): string[] =>
  targets.map(
    ({ target, security_group_id: id, found }) => `${quoteName(target)} is ${found.join(', ')}, in ${id}.`,
  );

/** For the first line of a change: that a name was taken for a group's, and nothing else was looked for. */
export function describeTakenGroups({ targets = [] }: TargetFacts): string {
  const names = targets.filter(({ only_groups: only }) => only).map(({ target }) => target);
  const [first] = names;
  if (first === undefined) return '';
  const quoted = names.map((name) => quoteName(name));
  const taken =
    names.length === 1
      ? `${quoted.join()} is the security group of that name`
      : `${quoted.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''} are the security groups of those names`;
  return ` ${taken}; other kinds were not looked for (${quoteName(`rds:${first}`)} names one).`;
}
