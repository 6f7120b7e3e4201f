import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { isNoteOfOtherVersion } from '#core/grants/note.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import {
  describeUnreadGroups,
  describeUnreadRegion,
  readRegions,
  type RegionFailed,
  type RegionRead,
} from '#tools/lookup/read-regions.ts';
import { STALE_READ } from '#tools/answer/call-facts.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { mapInSlices } from '#tools/lookup/in-slices.ts';
import { createRuleFilter, type GroupFilter, matchesGroupFilter, type RuleFilter } from './list-filter.ts';
import type { ListedRule } from './list-result.ts';
import { markRules } from './rule-marks.ts';

/** Of wider rules, a model is told so many by name. */
export const MAX_NAMED_RULES = 3;

/** What a list is about. */
export interface ListFilter {
  readonly rules: RuleFilter;
  /** Null: all groups. */
  readonly groups: GroupFilter | null;
}

/** The rules of all groups that a filter lets through, and where they were looked for. */
export interface FilteredRules {
  /** Under keys that stay theirs. */
  readonly rows: (readonly [key: string, row: ListedRule])[];
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
  { rules: filter, groups: wanted }: ListFilter,
  home: AwsSession,
  access: AccessRequest,
  context: ToolContext,
): Promise<FilteredRules> {
  const { read: all, failed } = await readRegions(home, access, context);
  throwIfNoneRead(all, failed);
  const read = all.map(({ groups, ...one }) => ({
    ...one,
    groups: wanted === null ? groups : groups.filter((group) => matchesGroupFilter(group, wanted)),
  }));
  const rows = await mapInSlices(
    read.flatMap((region) => region.groups.map((group) => ({ region, group }))),
    ({ region, group }) => filterGroup(region, group, filter, context),
  );
  return {
    rows: rows.flat(),
    searched: {
      regions: read.map(({ region }) => region),
      groups: read.reduce((sum, { groups }) => sum + groups.length, 0),
    },
    warnings: [
      ...failed.map(describeUnreadRegion),
      ...describeUnreadGroups(read),
      ...(read.some(({ groups }) => groups.some(({ behind = [] }) => behind.length > 0)) ? [STALE_READ] : []),
      ...(filter.grants === null
        ? []
        : describeUnreadableNotes(read.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules)))),
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

function filterGroup(
  { region, now }: RegionRead,
  { id, name, rules }: Group,
  filter: RuleFilter,
  { settings, isBounded }: ToolContext,
): (readonly [string, ListedRule])[] {
  const isIncluded = createRuleFilter(filter, now);
  if (!rules.some(isIncluded)) return [];
  const { sensitivePorts } = settings.policy;
  const marked = markRules(rules, sensitivePorts, now, isIncluded, isBounded ? MAX_NAMED_RULES : Infinity);
  const where = { security_group_id: id, group_name: escapeUnprintable(name, 255), region };
  return marked.rules.map((rule, i) => [`${region} ${id} ${marked.keys[i]}`, { ...rule, ...where }]);
}

/** Whose they are is not known here, so that leaving them out in silence would be a no. */
export function describeUnreadableNotes(rules: readonly IngressRule[]): string[] {
  const count = rules.filter(({ description }) => isNoteOfOtherVersion(description)).length;
  if (count === 0) return [];
  const what = count === 1 ? '1 rule carries a note' : `${count} rules carry notes`;
  return [
    `${what} of another version of awswhitelist, which this one does not read: whose access that is, it cannot tell.`,
  ];
}
