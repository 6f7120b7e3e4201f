import type { AwsSession } from '#aws/aws-session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import type { AccessRequest } from '#aws/settings.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { sharesOf, type Share } from '#core/grants/moving.ts';
import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import { matchesGroup } from '#core/policy/groups.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { notReadText, readRegions } from './all-groups.ts';
import { atOnce } from './at-once.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { findPlaces, type Place } from './places.ts';

/** A group in which a holder has shares. */
export interface Holdings {
  readonly groupId: SecurityGroupId;
  readonly region: Region;
  readonly shares: readonly Share[];
  /** Null: it was found and not named, and no session is open that may change it. */
  readonly place: Place | null;
  /** It was found, and the settings do not let it be changed. */
  readonly isLeftOut: boolean;
}

export interface Found {
  readonly holdings: readonly Holdings[];
  /** One that looked, for what is told of the call itself. */
  readonly session: AwsSession;
  /** Where was looked, for people. */
  readonly where: string;
  readonly warnings: readonly string[];
}

/** In the groups that a call names. */
export async function sharesIn(
  names: readonly TargetName[],
  holder: HolderName,
  access: AccessRequest,
  context: ToolContext,
): Promise<Found> {
  const places = await findPlaces(names, access, context, { changes: true });
  const holdings = await atOnce(
    places,
    ({ session }) => session,
    async (place): Promise<Holdings> => {
      const { groupId, session } = place;
      const { rules } = await session.groups.describe(groupId);
      const shares = sharesOf(rules, holder, await session.now());
      return { groupId, region: session.region, shares, place, isLeftOut: false };
    },
  );
  return {
    holdings: holdings.filter(({ shares }) => shares.length > 0),
    session: places[0].session,
    where: places.map(({ groupId }) => groupId).join(', '),
    warnings: [...new Set(places.flatMap((place) => place.warnings))],
  };
}

/**
 * In every group of the region; where the call says none, also in those of the regions of the config file. What was not
 * seen may be what is meant, so that only a region where one is not allowed to look is left out, and named.
 */
export async function sharesAnywhere(
  holder: HolderName,
  access: AccessRequest,
  context: ToolContext,
): Promise<Found> {
  // Its credentials may do no more than look: nothing of what they find has been judged.
  const session = await context.open(access, { groups: [], changes: false });
  const { read, failed } = await readRegions(session, access, context);
  const stops =
    failed.find(({ error }) => error.code !== 'access_denied') ?? (read.length === 0 && failed[0]);
  if (stops) throw await session.explained(stops.error);
  const holdings = read.flatMap(({ region, groups, now }) =>
    groups.flatMap((group): Holdings[] => {
      const shares = sharesOf(group.rules, holder, now);
      const groupId = parseSecurityGroupId(group.id);
      return shares.length === 0
        ? []
        : [{ groupId, region, shares, place: null, isLeftOut: !mayChange(groupId, group, context) }];
    }),
  );
  const count = read.reduce((sum, { groups }) => sum + groups.length, 0);
  const regions = read.map(({ region }) => region).join(', ');
  return {
    holdings,
    session,
    where: `the ${count} security groups of ${regions}`,
    warnings: failed.map(notReadText),
  };
}

/** Of a place that no look-up led to. */
const UNNAMED = { lookedUp: [], answering: [], reachable: 'unknown', warnings: [] } as const;

/** Opens what changes groups that were found: a session of its own in each region, for these groups alone. */
export async function placesOf(
  holdings: readonly Holdings[],
  access: AccessRequest,
  context: ToolContext,
): Promise<Place[]> {
  const found = holdings.filter(({ place }) => place === null);
  const regions = [...new Set(found.map(({ region }) => region))];
  const opened = await Promise.all(
    regions.map(async (region) => {
      const groups = found.filter((one) => one.region === region).map(({ groupId }) => groupId);
      return [region, await context.open({ ...access, region }, { groups, changes: true })] as const;
    }),
  );
  const sessions = new Map(opened);
  return holdings.flatMap(({ place, groupId, region }) => {
    const session = sessions.get(region);
    return place ?? (session ? { ...UNNAMED, session, groupId } : []);
  });
}

function mayChange(id: SecurityGroupId, group: Group, { settings }: ToolContext): boolean {
  const { allowedGroups } = settings.policy;
  return allowedGroups === null || allowedGroups.some((pattern) => matchesGroup(pattern, id, group));
}
