import type { AwsSession } from '#aws/session.ts';
import type { AccessRequest } from '#aws/settings.ts';
import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { chooseTarget, type ChosenTarget } from '#core/targets/choose-target.ts';
import { describeTarget, type Target } from '#core/targets/found-target.ts';
import type { TargetName } from '#core/targets/target.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { quoteName } from '#core/text/redact.ts';
import type { ToolContext } from '#tools/definition/context.ts';

/** One security group that a call is about. */
export interface TargetGroup {
  /** Opened for this group and its neighbours of the call. */
  readonly session: AwsSession;
  readonly groupId: SecurityGroupId;
  /** What it was looked up by; empty: it was named itself. */
  readonly lookedUp: readonly LookupResult[];
  /** What of the call's targets is in it and has a port of its own. */
  readonly answering: readonly TargetPort[];
  /** All that the call names in it has a port of its own: the group itself is not meant. */
  readonly isOwnPortOnly: boolean;
  /** Whether the internet could reach what is in it, as far as that was looked up. */
  readonly reachable: Target['reachable'];
  readonly warnings: readonly string[];
}

export interface LookupResult {
  /** As the call says it. */
  readonly target: string;
  /** `database staging-db`: safe to show. */
  readonly found: readonly string[];
  /** A group has that name; whether something else has it too was not asked. */
  readonly onlyGroups: boolean;
}

export interface TargetPort {
  readonly port: number;
  /** Where its kind does, unless somebody says otherwise; null: not known. */
  readonly usualPort: number | null;
  /** `database staging-db`, safe to show. */
  readonly what: string;
}

/** Most of a name that an answer repeats: characters; and of the things that have it. */
const MAX_NAME_LENGTH = 100;
const MAX_FOUND = 5;

/** A group whose session is not opened yet. Region null: the session's own. */
type LocatedGroup = Omit<TargetGroup, 'session'> & { readonly region: Region | null };

/**
 * Finds the groups that are meant, each once, and opens the sessions for them: one in each region. A group's id is
 * taken at its word; everything else is looked up.
 *
 * @throws WhitelistError `ambiguous_target`, `target_not_found`, and what opening a session throws
 */
export async function resolveTargets(
  names: readonly TargetName[],
  access: AccessRequest,
  context: ToolContext,
  { changes }: { readonly changes: boolean },
): Promise<readonly [TargetGroup, ...TargetGroup[]]> {
  const named = names.map((name) => toNamedGroup(name, access));
  const needsLookup = named.includes(null);
  // Its credentials may do no more than look: nothing of what they find has been judged.
  const finder = needsLookup ? await context.openSession(access, { groups: [], changes: false }) : null;
  const located = await Promise.all(
    names.map(
      async (name, i) => named[i] ?? toLocatedGroup(name, await lookUpTarget(name, finder, access, context)),
    ),
  );
  const defaultRegion = access.region ?? finder?.region ?? null;
  const merged = mergeSameGroups(
    located.map((group) => ({ ...group, region: group.region ?? defaultRegion })),
  );
  const regions = [...new Set(merged.map(({ region }) => region))];
  const opened = await Promise.all(
    regions.map(async (region) => {
      const inRegion = merged.filter((group) => group.region === region);
      const purpose = { groups: inRegion.map(({ groupId }) => groupId), changes };
      const session = await context.openSession(region === null ? access : { ...access, region }, purpose);
      return inRegion.map((group): TargetGroup => ({ ...group, session }));
    }),
  );
  const [first, ...others] = opened.flat();
  if (!first) throw new Error('a call without a place');
  for (const name of names) await requireOwnAccount(name, first.session);
  return [first, ...others];
}

/**
 * An ARN says whose it is; AWS is asked by the id alone, which something of this account may have too.
 *
 * @throws WhitelistError `target_not_found`, and what asking for the identity throws
 */
async function requireOwnAccount({ text, account }: TargetName, session: AwsSession): Promise<void> {
  if (account === null) return;
  const identity = await session.identity();
  if (identity.account === account) return;
  throw new WhitelistError(
    'target_not_found',
    `${quoteName(text, MAX_NAME_LENGTH)} is of account ${account}, and these credentials are of ${identity.account}: nothing was done.`,
    {
      guidance: [
        `Use credentials of account ${account}.`,
        'A security group that is shared with this account is named by its id; only its owner can change it.',
      ],
    },
  );
}

/** What needs no look-up; null: it does, if only to be told that it is not where the call says. */
function toNamedGroup(name: TargetName, access: AccessRequest): LocatedGroup | null {
  if (!(name.kind === 'id' || name.kind === 'arn') || name.of !== 'security_group') return null;
  if (access.region !== null && name.region !== null && name.region !== access.region) return null;
  const groupId = parseSecurityGroupId(name.id, 'target');
  return {
    ...{ groupId, region: name.region, lookedUp: [], answering: [], isOwnPortOnly: false },
    ...{ reachable: 'unknown', warnings: [] },
  };
}

async function lookUpTarget(
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

function toLocatedGroup(
  { text }: TargetName,
  { group, region, targets, onlyGroups, warnings }: ChosenTarget,
): LocatedGroup {
  const reachability = targets.map(({ reachable }) => reachable);
  return {
    groupId: group,
    region,
    lookedUp: [
      {
        target: escapeUnprintable(text, MAX_NAME_LENGTH),
        found: targets.slice(0, MAX_FOUND).map(describeTarget),
        onlyGroups,
      },
    ],
    answering: targets.flatMap((target) =>
      target.port === null
        ? []
        : [{ port: target.port, usualPort: target.usualPort ?? null, what: describeTarget(target) }],
    ),
    isOwnPortOnly: targets.every(({ port }) => port !== null),
    reachable: reachability.includes('internet') ? 'internet' : (reachability[0] ?? 'unknown'),
    warnings,
  };
}

function mergeSameGroups(groups: readonly LocatedGroup[]): LocatedGroup[] {
  const seen = new Map<string, LocatedGroup>();
  for (const group of groups) {
    const key = `${group.region ?? ''} ${group.groupId}`;
    const first = seen.get(key);
    seen.set(key, first ? mergeGroups(first, group) : group);
  }
  return [...seen.values()];
}

function mergeGroups(one: LocatedGroup, other: LocatedGroup): LocatedGroup {
  return {
    ...one,
    lookedUp: [...one.lookedUp, ...other.lookedUp],
    answering: [...one.answering, ...other.answering],
    isOwnPortOnly: one.isOwnPortOnly && other.isOwnPortOnly,
    reachable: [one, other].some(({ reachable }) => reachable === 'internet') ? 'internet' : one.reachable,
    warnings: [...new Set([...one.warnings, ...other.warnings])],
  };
}
