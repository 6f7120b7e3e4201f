import type { AwsSession } from '#aws/session.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { matchesFilter, type GrantFilter } from '#core/grants/filter.ts';
import { isNoteOfOtherVersion, parseNote } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import {
  describeUnreadRegion,
  readRegions,
  type RegionFailed,
  type RegionRead,
} from '#tools/lookup/read-regions.ts';
import { STALE_READ } from '#tools/answer/call-facts.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { ListedRule } from './list-result.ts';
import { markRules } from './rule-marks.ts';

/** The rules of all groups that a filter lets through, and where they were looked for. */
export interface FilteredRules {
  readonly rules: ListedRule[];
  readonly searched: { readonly regions: string[]; readonly groups: number };
  readonly warnings: string[];
}

/**
 * Reads every group of the session's region, and of the configured ones too unless the call says where. A region that
 * cannot be read is a warning as long as another can.
 *
 * @throws WhitelistError where none can be read, and `cancelled`
 */
export async function findFilteredRules(
  filter: GrantFilter,
  home: AwsSession,
  access: AccessRequest,
  context: ToolContext,
): Promise<FilteredRules> {
  const { read, failed } = await readRegions(home, access, context);
  throwIfNoneRead(read, failed);
  return {
    rules: read.flatMap((one) => filterRegion(one, filter, context)),
    searched: {
      regions: read.map(({ region }) => region),
      groups: read.reduce((sum, { groups }) => sum + groups.length, 0),
    },
    warnings: [
      ...failed.map(describeUnreadRegion),
      ...(read.some(({ groups }) => groups.some(({ behind = [] }) => behind.length > 0)) ? [STALE_READ] : []),
      ...describeUnreadableNotes(read.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))),
    ],
  };
}

function throwIfNoneRead(read: readonly RegionRead[], failed: readonly RegionFailed[]): void {
  const cancelled = failed.find(({ error }) => error.code === 'cancelled');
  if (cancelled) throw cancelled.error;
  const [first, ...others] = failed;
  if (read.length > 0 || !first) return;
  const { code, message, details } = first.error;
  const elsewhere = others.map(({ region, why }) => `${region}: ${why}`);
  throw new WhitelistError(code, message, {
    ...details,
    guidance: [...(details.guidance ?? []), ...elsewhere],
  });
}

function filterRegion({ region, groups, now }: RegionRead, filter: GrantFilter, { settings }: ToolContext) {
  const isIncluded = createRuleFilter(filter, now);
  return groups
    .filter(({ rules }) => rules.some(isIncluded))
    .flatMap(({ id, name, rules }): ListedRule[] =>
      markRules(rules, settings.policy.sensitivePorts, now, isIncluded).rules.map((rule) => ({
        ...rule,
        security_group_id: id,
        group_name: escapeUnprintable(name, 255),
        region,
      })),
    );
}

/** Whether a rule is let through; one without a note of this version never is. */
export const createRuleFilter =
  (filter: GrantFilter | null, now: Date) =>
  ({ description }: IngressRule): boolean => {
    if (filter === null) return true;
    const note = parseNote(description);
    return note !== null && matchesFilter(note, filter, now);
  };

/** Whose they are is not known here, so that leaving them out in silence would be a no. */
export function describeUnreadableNotes(rules: readonly IngressRule[]): string[] {
  const count = rules.filter(({ description }) => isNoteOfOtherVersion(description)).length;
  if (count === 0) return [];
  const what = count === 1 ? '1 rule carries a note' : `${count} rules carry notes`;
  return [
    `${what} of another version of awswhitelist, which this one does not read: whose access that is, it cannot tell.`,
  ];
}
