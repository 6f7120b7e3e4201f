import type { AwsSession } from '#aws/aws-session.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { chooseTarget, type ChosenTarget } from '#core/targets/choose-target.ts';
import type { Target } from '#core/targets/found-target.ts';
import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { targetText } from '#core/targets/target-text.ts';
import type { TargetName } from '#core/targets/target.ts';
import { visible } from '#core/text/visible.ts';
import type { ToolContext } from '#tools/definition/context.ts';

/** One security group that a call is about. */
export interface Place {
  /** Opened for this group and its neighbours of the call. */
  readonly session: AwsSession;
  readonly groupId: SecurityGroupId;
  /** What it was looked up by; empty: it was named itself. */
  readonly lookedUp: readonly LookedUp[];
  /** What of the call's targets is in it and has a port of its own. */
  readonly answering: readonly Answering[];
  /** Whether the internet could reach what is in it, as far as that was looked up. */
  readonly reachable: Target['reachable'];
  readonly warnings: readonly string[];
}

export interface LookedUp {
  /** As the call says it. */
  readonly target: string;
  /** `database staging-db`: safe to show. */
  readonly found: readonly string[];
}

export interface Answering {
  readonly port: number;
  /** `database staging-db`, safe to show. */
  readonly what: string;
}

/** Most of a name that an answer repeats: characters; and of the things that have it. */
const SHOWN = 100;
const MOST_FOUND = 5;

/** A group whose session is not opened yet. Region null: the session's own. */
type Spot = Omit<Place, 'session'> & { readonly region: Region | null };

/**
 * Finds the groups that are meant, each once, and opens the sessions for them: one in each region. A group's id is
 * taken at its word; everything else is looked up.
 *
 * @throws WhitelistError `ambiguous_target`, `target_not_found`, and what opening a session throws
 */
export async function findPlaces(
  names: readonly TargetName[],
  access: AccessRequest,
  context: ToolContext,
  { changes }: { readonly changes: boolean },
): Promise<readonly [Place, ...Place[]]> {
  const direct = names.map((name) => directSpot(name, access));
  const looksUp = direct.includes(null);
  // Its credentials may do no more than look: nothing of what they find has been judged.
  const finder = looksUp ? await context.open(access, { groups: [], changes: false }) : null;
  const spots = await Promise.all(
    names.map(async (name, i) => direct[i] ?? chosenSpot(name, await chosen(name, finder, access, context))),
  );
  const home = access.region ?? finder?.region ?? null;
  const merged = once(spots.map((spot) => ({ ...spot, region: spot.region ?? home })));
  const regions = [...new Set(merged.map(({ region }) => region))];
  const opened = await Promise.all(
    regions.map(async (region) => {
      const own = merged.filter((spot) => spot.region === region);
      const purpose = { groups: own.map(({ groupId }) => groupId), changes };
      const session = await context.open(region === null ? access : { ...access, region }, purpose);
      return own.map((spot): Place => ({ ...spot, session }));
    }),
  );
  const [first, ...others] = opened.flat();
  if (!first) throw new Error('a call without a place');
  return [first, ...others];
}

/** What needs no look-up; null: it does, if only to be told that it is not where the call says. */
function directSpot(name: TargetName, access: AccessRequest): Spot | null {
  if (!(name.kind === 'id' || name.kind === 'arn') || name.of !== 'security_group') return null;
  if (access.region !== null && name.region !== null && name.region !== access.region) return null;
  const groupId = parseSecurityGroupId(name.id, 'target');
  return { groupId, region: name.region, lookedUp: [], answering: [], reachable: 'unknown', warnings: [] };
}

async function chosen(
  name: TargetName,
  finder: AwsSession | null,
  access: AccessRequest,
  { settings }: ToolContext,
): Promise<ChosenTarget> {
  if (!finder) throw new Error('nothing to look it up with');
  // A name that says where it is needs no region beside it; one that contradicts the call is told so.
  const region = access.region ?? name.region ?? finder.region;
  const lookIn = (where: Region) => finder.targets.find(name, where);
  return chooseTarget(name, await lookIn(region), { region, regions: settings.regions, lookIn });
}

function chosenSpot({ text }: TargetName, { group, region, targets, warnings }: ChosenTarget): Spot {
  const reached = targets.map(({ reachable }) => reachable);
  return {
    groupId: group,
    region,
    lookedUp: [{ target: visible(text, SHOWN), found: targets.slice(0, MOST_FOUND).map(targetText) }],
    answering: targets.flatMap((target) =>
      target.port === null ? [] : [{ port: target.port, what: targetText(target) }],
    ),
    reachable: reached.includes('internet') ? 'internet' : (reached[0] ?? 'unknown'),
    warnings,
  };
}

function once(spots: readonly Spot[]): Spot[] {
  const seen = new Map<string, Spot>();
  for (const spot of spots) {
    const key = `${spot.region ?? ''} ${spot.groupId}`;
    const first = seen.get(key);
    seen.set(key, first ? joined(first, spot) : spot);
  }
  return [...seen.values()];
}

function joined(one: Spot, other: Spot): Spot {
  return {
    ...one,
    lookedUp: [...one.lookedUp, ...other.lookedUp],
    answering: [...one.answering, ...other.answering],
    reachable: [one, other].some(({ reachable }) => reachable === 'internet') ? 'internet' : one.reachable,
    warnings: [...new Set([...one.warnings, ...other.warnings])],
  };
}
