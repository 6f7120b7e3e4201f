import type { AwsSession } from '#aws/session.ts';
import type { Group } from '#aws/security-groups/group.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { describeMerge } from '#core/analysis/merges.ts';
import { DEFAULT_RULE_LIMIT, checkQuota, type QuotaCheck, type QuotaSaving } from '#core/analysis/quota.ts';

/** So many rules, or ways to make room, are named. */
const MAX_NAMED = 5;

/**
 * Nothing is sent of several rules that the group has no room for. Above AWS's default only the account's own figure
 * tells; where that may not be read, AWS decides.
 *
 * @throws WhitelistError `rule_limit_exceeded`
 */
export async function requireCapacity(
  session: AwsSession,
  { id, rules }: Group,
  wanted: readonly IngressRule[],
): Promise<void> {
  if (checkQuota({ existing: rules, wanted }).over.length === 0) return;
  const limit = await session.ruleLimit();
  if (limit === null) return;
  const fit = checkQuota({ existing: rules, wanted, limit: limit.rules });
  if (fit.over.length === 0) return;
  throw new WhitelistError(
    'rule_limit_exceeded',
    `${id} has no room for ${fit.over.length} of the ${wanted.length} new rules, and nothing was added: the account allows ${limit.rules} inbound rules of each family per group.`,
    { guidance: [...describeFit(fit), ...describeRoom(fit)] },
  );
}

/** A full group is told with its numbers, and with what would make room in it. */
export async function explainFullGroup(
  error: WhitelistError,
  session: AwsSession,
  groupId: SecurityGroupId,
  wanted: readonly IngressRule[],
): Promise<WhitelistError> {
  if (error.code !== 'rule_limit_exceeded') return error;
  const group = await session.groups.peek(groupId).catch(() => null);
  if (group === null) return error;
  const byGroup = group.rules.filter(({ source }) => source.kind === 'security_group').length;
  const lists = await describeLists(group.rules, session);
  const count = (family: number) =>
    group.rules.filter(({ source }) => source.kind === 'cidr' && source.cidr.family === family).length;
  const named = wanted.slice(0, MAX_NAMED).map(describeRule);
  const more = wanted.length > MAX_NAMED ? ` and ${wanted.length - MAX_NAMED} more` : '';
  // With no room at all, everything that would make some is told.
  const fit = checkQuota({
    existing: group.rules,
    wanted,
    limit: Math.min(DEFAULT_RULE_LIMIT, count(4), count(6)),
  });
  return new WhitelistError(error.code, error.message, {
    ...error.details,
    guidance: [
      `It has ${count(4)} IPv4 and ${count(6)} IPv6 inbound rules by address, and ${byGroup} by groups, which count in both families; wanted: ${named.join(', ')}${more}.`,
      ...lists,
      ...describeRoom(fit),
      ...(error.details.guidance ?? []),
    ],
  });
}

/** So many prefix lists are named. */
const MAX_LISTS = 20;

/** What prefix lists take of the quota: not the entries that they have, but those that they may have. */
async function describeLists(rules: readonly IngressRule[], session: AwsSession): Promise<string[]> {
  const used = rules.flatMap(({ source }) => (source.kind === 'prefix_list' ? [source.id] : []));
  const ids = [...new Set(used)].slice(0, MAX_LISTS);
  if (ids.length === 0) return [];
  const sizes = await session.prefixListSizes(ids);
  const each = ids.map((id) => {
    const times = used.filter((one) => one === id).length;
    const size = sizes.get(id);
    const weight = size === undefined ? 'its figure may not be read' : `${size} rules`;
    return `${id}: ${weight}${times > 1 ? `, ${times} times` : ''}`;
  });
  return [
    `A rule by a prefix list counts as many rules as the list may have entries, however few it has: ${each.join('; ')}.`,
    ...(sizes.size < ids.length
      ? ['ec2:DescribeManagedPrefixLists tells the figures (`awswhitelist policy --for quota`).']
      : []),
  ];
}

function describeFit({ fits, over, used, unknown }: QuotaCheck): string[] {
  const named = over.slice(0, MAX_NAMED).map(describeRule).join(', ');
  const more = over.length > MAX_NAMED ? ` and ${over.length - MAX_NAMED} more` : '';
  return [
    `It has ${used[4]} IPv4 and ${used[6]} IPv6 rules; ${fits.length} of the new ones would fit, these would not: ${named}${more}.`,
    ...(unknown.length > 0
      ? [`What ${unknown.length} rules by prefix list take of the quota is not known and not counted.`]
      : []),
  ];
}

/** Ways that let in neither more nor less than before. */
function describeRoom({ room }: QuotaCheck): string[] {
  const more =
    room.length > MAX_NAMED ? [`${room.length - MAX_NAMED} more such ways: list the group to see them.`] : [];
  return [...room.slice(0, MAX_NAMED).map(describeRoomOption), ...more];
}

function describeRoomOption(room: QuotaSaving): string {
  if (room.kind === 'merge') return `Room: ${describeMerge(room.merge)}.`;
  return `Room: ${describeRule(room.rule)} is let in by ${room.by.map(describeRule).join(' and ')} anyway.`;
}
