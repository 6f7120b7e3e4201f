import { z } from 'zod';
import { parseMinutes, DURATION_PATTERN } from '#core/grants/end.ts';
import { HOLDER_PATTERN, parseHolder } from '#core/grants/holder.ts';
import type { GrantSettings } from '#core/grants/settings.ts';
import { parseTarget } from '#core/targets/target.ts';
import { mustParse } from '#config/reading/must-parse.ts';

const HOLDER_EXPECTED = 'expected 1 to 24 letters, digits and ._@-, and no secret, such as "jo"';
const TARGET_EXPECTED =
  'expected a security group, or what is in one, such as "sg-0123abcd", "tag:env=staging" or "staging-db"';
// A default that said "never" would take the end off a grant that is there, at the next call that says nothing of it.
const TIME_EXPECTED =
  'expected a time from 1m to 3650d such as "2h", "45m" or "3d"; leave the key out for grants without an end';

/** Access that belongs to somebody and ends. How it goes with the longest life: `checkGrants`. */
export const grantsSchema = z
  .object({
    holder: z
      .string()
      .superRefine(mustParse((value) => parseHolder(value), HOLDER_EXPECTED))
      .meta({ pattern: HOLDER_PATTERN.source, examples: ['jo', 'jo@example.com'] })
      .optional()
      .describe(
        "Whose the grants of a call are that names no holder. A label that everybody reads who may list the group, and no identity. Default: the operating system's user.",
      ),
    default_expires_in: z
      .string()
      .superRefine(mustParse((value) => parseMinutes(value, ''), TIME_EXPECTED))
      .meta({ pattern: DURATION_PATTERN.source, minLength: 2, examples: ['2h', '45m', '3d', '1h30m'] })
      .optional()
      .describe(
        'How long a grant lasts whose call does not say: days, hours and minutes, 1m to 3650d. Default: security_settings.max_rule_duration_hours, else no end.',
      ),
    sweep_after_change: z
      .boolean()
      .optional()
      .describe(
        'Whether a change also removes what has expired in the group that it changed. Default: true.',
      ),
    sweep_groups: z
      .array(
        z
          .string()
          .superRefine(mustParse((value) => parseTarget(value), TARGET_EXPECTED))
          .meta({ examples: ['sg-0123abcd', 'tag:env=staging', 'staging-db'] }),
      )
      .optional()
      .describe(
        'Where a sweep that names no group looks: security groups, or what is in one, as a call would name them. Default: nowhere.',
      ),
  })
  .describe('Access that belongs to somebody and ends by itself.');

type GrantsSection = z.infer<typeof grantsSchema>;

/** Refuses a default that every call would be refused for. */
export function checkGrants(
  { default_expires_in: time }: GrantsSection,
  maxHours: number | undefined,
  ctx: z.RefinementCtx,
): void {
  if (time === undefined || maxHours === undefined || parseMinutesOrZero(time) <= maxHours * 60) return;
  ctx.addIssue({
    code: 'custom',
    path: ['grants', 'default_expires_in'],
    message: `expected no more than security_settings.max_rule_duration_hours, ${maxHours} h`,
    params: { hint: 'Every call that names no end would be refused. Shorten the one or lengthen the other.' },
  });
}

/** What is no time is told by itself. */
function parseMinutesOrZero(text: string): number {
  try {
    return parseMinutes(text, '');
  } catch {
    return 0;
  }
}

/** `grants`, already checked, as calls use it. */
export function toGrantSettings(section: GrantsSection): GrantSettings {
  const { holder, default_expires_in: time, sweep_after_change, sweep_groups = [] } = section;
  return {
    holder: holder === undefined ? null : parseHolder(holder),
    defaultEnd: time === undefined ? null : { kind: 'in', minutes: parseMinutes(time, '') },
    sweepAfterChange: sweep_after_change ?? true,
    sweepGroups: [...new Set(sweep_groups.map((target) => parseTarget(target).text))],
  };
}
