import type { AwsSession } from '#aws/aws-session.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { matchesFilter, type GrantFilter } from '#core/grants/filter.ts';
import { isOtherNote, parseNote } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { visible } from '#core/text/visible.ts';
import { notReadText, readRegions, type RegionFailed, type RegionRead } from '#tools/lookup/all-groups.ts';
import { BEHIND } from '#tools/answer/call-facts.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { ListedRule } from './list-result.ts';
import { markRules } from './rule-marks.ts';

/** The rules of all groups that a filter lets through, and where they were looked for. */
export interface HeldRules {
  readonly rules: ListedRule[];
  readonly lookedIn: { readonly regions: string[]; readonly groups: number };
  readonly warnings: string[];
}

/**
 * Reads every group of the session's region, and of the configured ones too unless the call says where. A region that
 * cannot be read is a warning as long as another can.
 *
 * @throws WhitelistError where none can be read, and `cancelled`
 */
export async function heldRules(
  filter: GrantFilter,
  home: AwsSession,
  access: AccessRequest,
  context: ToolContext,
): Promise<HeldRules> {
  const { read, failed } = await readRegions(home, access, context);
  failWithoutAny(read, failed);
  return {
    rules: read.flatMap((one) => matching(one, filter, context)),
    lookedIn: {
      regions: read.map(({ region }) => region),
      groups: read.reduce((sum, { groups }) => sum + groups.length, 0),
    },
    warnings: [
      ...failed.map(notReadText),
      ...(read.some(({ groups }) => groups.some(({ behind = [] }) => behind.length > 0)) ? [BEHIND] : []),
      ...otherNotes(read.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))),
    ],
  };
}

function failWithoutAny(read: readonly RegionRead[], failed: readonly RegionFailed[]): void {
  const end = failed.find(({ error }) => error.code === 'cancelled');
  if (end) throw end.error;
  const [first, ...others] = failed;
  if (read.length > 0 || !first) return;
  const { code, message, details } = first.error;
  const elsewhere = others.map(({ region, why }) => `${region}: ${why}`);
  throw new WhitelistError(code, message, {
    ...details,
    guidance: [...(details.guidance ?? []), ...elsewhere],
  });
}

function matching({ region, groups, now }: RegionRead, filter: GrantFilter, { settings }: ToolContext) {
  const isMeant = meant(filter, now);
  return groups
    .filter(({ rules }) => rules.some(isMeant))
    .flatMap(({ id, name, rules }): ListedRule[] =>
      markRules(rules, settings.policy.sensitivePorts, now, isMeant).rules.map((rule) => ({
        ...rule,
        security_group_id: id,
        group_name: visible(name, 255),
        region,
      })),
    );
}

/** Whether a rule is let through; one without a note of this version never is. */
export const meant =
  (filter: GrantFilter | null, now: Date) =>
  ({ description }: IngressRule): boolean => {
    if (filter === null) return true;
    const note = parseNote(description);
    return note !== null && matchesFilter(note, filter, now);
  };

/** Whose they are is not known here, so that leaving them out in silence would be a no. */
export function otherNotes(rules: readonly IngressRule[]): string[] {
  const count = rules.filter(({ description }) => isOtherNote(description)).length;
  if (count === 0) return [];
  const what = count === 1 ? '1 rule carries a note' : `${count} rules carry notes`;
  return [
    `${what} of another version of awswhitelist, which this one does not read: whose access that is, it cannot tell.`,
  ];
}
