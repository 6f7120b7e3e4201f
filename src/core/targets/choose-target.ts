import { WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { quoteName } from '#core/text/redact.ts';
import { describeGroupChoices, describeTarget, type SearchResult, type Target } from './found-target.ts';
import { describeFailures, type OtherRegions, targetNotFound } from './target-not-found.ts';
import { SERVICE_OF_KIND } from './target-service.ts';
import type { TargetName } from './target.ts';

/** The one security group that a name leads to. */
export interface ChosenTarget {
  readonly group: SecurityGroupId;
  readonly region: Region;
  /** Everything of that name that led to it; at least one. */
  readonly targets: readonly Target[];
  /** Only groups were asked whether they have that name. */
  readonly onlyGroups: boolean;
  /** For the person: one sentence each. */
  readonly warnings: readonly string[];
}

export interface SearchScope extends OtherRegions {
  /** The call's own: where the search was made. */
  readonly region: Region;
}

/**
 * Decides which group a search has found. It never guesses: where several are possible, they are listed.
 *
 * @param search - What was found in the call's region.
 * @throws WhitelistError `ambiguous_target`, `target_not_found`
 */
export async function chooseTarget(
  name: TargetName,
  search: SearchResult,
  scope: SearchScope,
): Promise<ChosenTarget> {
  const { found } = search;
  const { region } = scope;
  if (found.length === 0) throw await targetNotFound(name, search, scope);
  const [group, ...others] = new Set(found.flatMap(({ groups }) => groups));
  if (group === undefined) throw targetWithoutGroup(found, region);
  if (others.length > 0 || isGroupAndMachines(name, found)) throw ambiguousTarget(name, found, region);
  const targets = found.filter(({ groups }) => groups.includes(group));
  return {
    group,
    region,
    targets,
    onlyGroups: search.onlyGroups,
    warnings: [
      ...warnOfUnreachable(targets),
      ...warnOfUngrouped(found),
      ...warnOfRefusedLookups(search),
      ...warnOfFailedLookups(search),
    ],
  };
}

/** So many groups are named at once, to be taken together. */
const MAX_TOGETHER = 20;

/** A tag says of a group what the group is, and of a machine what that is: whoever gives both means one of them. */
function isGroupAndMachines({ kind }: TargetName, found: readonly Target[]): boolean {
  const groups = found.filter((target) => target.kind === 'security_group').length;
  return kind === 'tag' && groups > 0 && groups < found.length;
}

function ambiguousTarget(name: TargetName, found: readonly Target[], region: Region): WhitelistError {
  const { text } = name;
  const groups = [...new Set(found.flatMap((target) => target.groups))];
  const count = groups.length;
  return new WhitelistError(
    'ambiguous_target',
    count === 1
      ? `${quoteName(text)} stands for a security group and for what is in one in ${region}, and nothing was done: which is meant?`
      : `${quoteName(text)} stands for ${count} security groups in ${region}, and nothing was done: which one is meant?`,
    {
      guidance: [
        ...describeGroupChoices(found),
        'Ask the person which one is meant, then repeat the call with its id.',
        ...describeKindPrefix(name, found),
        ...(count > 1 && count <= MAX_TOGETHER
          ? [`If all of them are meant: targets ${JSON.stringify(groups)}.`]
          : []),
      ],
    },
  );
}

/** Where things of several kinds have the name, how to say which kind. */
function describeKindPrefix(name: TargetName, found: readonly Target[]): string[] {
  const services = [...new Set(found.map(({ kind }) => SERVICE_OF_KIND[kind]))];
  if (name.kind !== 'name' || name.service !== undefined || services.length < 2) return [];
  const shown = services.map((service) => `"${service}:${escapeUnprintable(name.name, 100)}"`);
  return [`A kind is named before it: ${shown.join(', ')}.`];
}

/** A target in no group cannot be opened by a rule. */
function targetWithoutGroup(found: readonly Target[], region: Region): WhitelistError {
  const [one] = found;
  const what =
    one && found.length === 1 ? describeTarget(one) : `Each of the ${found.length} that were found`;
  const balancer = found.some(({ kind }) => kind === 'load_balancer')
    ? ['A load balancer without a group lets everybody through: the groups of what is behind it decide.']
    : [];
  return new WhitelistError(
    'target_not_found',
    `${what} was found in ${region}, but AWS tells of no security group that it is in.`,
    { guidance: [...balancer, 'Name the security group itself.'] },
  );
}

function warnOfUnreachable(targets: readonly Target[]): string[] {
  const reached = targets.filter(({ reachable }) => reachable !== 'unknown');
  if (reached.length === 0 || reached.some(({ reachable }) => reachable === 'internet')) return [];
  const [one] = reached;
  const what = one && reached.length === 1 ? describeTarget(one) : 'None of what was found';
  const predicate = reached.length === 1 ? 'cannot be reached' : 'can be reached';
  return [
    `${what} ${predicate} from the internet: for an address out there, this rule alone will not help. It does for one that comes through a VPN, peering or the same network.`,
  ];
}

/** Targets of the same name that are in no group are not opened by the rule. */
function warnOfUngrouped(found: readonly Target[]): string[] {
  return found
    .filter(({ groups }) => groups.length === 0)
    .slice(0, 3)
    .map(
      (one) => `${describeTarget(one)} has the same name, and AWS tells of no security group that it is in.`,
    );
}

function warnOfRefusedLookups({ refused }: SearchResult): string[] {
  if (refused.length === 0) return [];
  const actions = refused.map(({ action }) => action).join(', ');
  return [`Whether something else has this name too is not known: these credentials may not use ${actions}.`];
}

function warnOfFailedLookups({ failed }: SearchResult): string[] {
  if (failed.length === 0) return [];
  return [`Whether something else has this name too is not known. ${describeFailures(failed)}`];
}
