import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import type { AccessRequest } from '#aws/settings.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { findRuleGrants, type RuleGrant } from '#core/grants/plan-move.ts';
import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import { matchesGroup } from '#core/policy/group-patterns.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { describeUnreadGroups, describeUnreadRegion, readRegions } from './read-regions.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { resolveTargets, type TargetGroup } from './resolve-targets.ts';

/** A group in which a holder has shares. */
export interface GroupGrants {
  readonly groupId: SecurityGroupId;
  readonly region: Region;
  readonly grants: readonly RuleGrant[];
  /** Null: it was found and not named, and no session is open that may change it. */
  readonly target: TargetGroup | null;
  /** It was found, and the settings do not let it be changed. */
  readonly isChangeForbidden: boolean;
}

export interface GrantSearch {
  readonly groups: readonly GroupGrants[];
  /** One that looked, for what is told of the call itself. */
  readonly session: AwsSession;
  /** Where was looked, for people. */
  readonly where: string;
  readonly warnings: readonly string[];
}

/** In the groups that a call names. */
export async function findGrantsIn(
  names: readonly TargetName[],
  holder: HolderName,
  access: AccessRequest,
  context: ToolContext,
): Promise<GrantSearch> {
  const targets = await resolveTargets(names, access, context, { changes: true });
  // Reads that are asked for at the same time go in few requests.
  const groups = await Promise.all(
    targets.map(async (target): Promise<GroupGrants> => {
      const { groupId, session } = target;
      const { rules } = await session.groups.describe(groupId);
      const grants = findRuleGrants(rules, holder, await session.now());
      return { groupId, region: session.region, grants, target, isChangeForbidden: false };
    }),
  );
  return {
    groups: groups.filter(({ grants }) => grants.length > 0),
    session: targets[0].session,
    where: targets.map(({ groupId }) => groupId).join(', '),
    warnings: [...new Set(targets.flatMap((target) => target.warnings))],
  };
}

/**
 * In every group of the region; where the call says none, also in those of the regions of the config file. What was not
 * seen may be what is meant, so that only a region where one is not allowed to look is left out, and named.
 */
export async function findGrantsEverywhere(
  holder: HolderName,
  access: AccessRequest,
  context: ToolContext,
): Promise<GrantSearch> {
  // Its credentials may do no more than look: nothing of what they find has been judged.
  const session = await context.openSession(access, { groups: [], changes: false });
  const { read, failed } = await readRegions(session, access, context);
  const failure =
    failed.find(({ error }) => error.code !== 'access_denied') ?? (read.length === 0 && failed[0]);
  if (failure) throw await session.diagnose(failure.error);
  const grantGroups = read.flatMap(({ region, groups, now }) =>
    groups.flatMap((group): GroupGrants[] => {
      const grants = findRuleGrants(group.rules, holder, now);
      const groupId = parseSecurityGroupId(group.id);
      return grants.length === 0
        ? []
        : [{ groupId, region, grants, target: null, isChangeForbidden: !canChange(groupId, group, context) }];
    }),
  );
  const count = read.reduce((sum, { groups }) => sum + groups.length, 0);
  const regions = read.map(({ region }) => region).join(', ');
  return {
    groups: grantGroups,
    session,
    where: `the ${count} security groups of ${regions}`,
    warnings: [...failed.map(describeUnreadRegion), ...describeUnreadGroups(read)],
  };
}

/** Of a place that no look-up led to. */
const NOT_LOOKED_UP = {
  lookedUp: [],
  answering: [],
  isOwnPortOnly: false,
  reachable: 'unknown',
  warnings: [],
} as const;

/** Opens what changes groups that were found: a session of its own in each region, for these groups alone. */
export async function openTargetGroups(
  groupGrants: readonly GroupGrants[],
  access: AccessRequest,
  context: ToolContext,
): Promise<TargetGroup[]> {
  const unopened = groupGrants.filter(({ target }) => target === null);
  const regions = [...new Set(unopened.map(({ region }) => region))];
  const sessionsByRegion = await Promise.all(
    regions.map(async (region) => {
      const groups = unopened.filter((one) => one.region === region).map(({ groupId }) => groupId);
      return [region, await context.openSession({ ...access, region }, { groups, changes: true })] as const;
    }),
  );
  const sessions = new Map(sessionsByRegion);
  return groupGrants.flatMap(({ target, groupId, region }) => {
    const session = sessions.get(region);
    return target ?? (session ? { ...NOT_LOOKED_UP, session, groupId } : []);
  });
}

function canChange(id: SecurityGroupId, group: Group, { settings }: ToolContext): boolean {
  const { allowedGroups } = settings.policy;
  return allowedGroups === null || allowedGroups.some((pattern) => matchesGroup(pattern, id, group));
}
