import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseMinutes } from '#core/grants/end.ts';
import type { GrantFilter } from '#core/grants/filter.ts';
import { parseHolder } from '#core/grants/holder.ts';
import { parseCidr } from '#core/network/cidr.ts';
import type { ReadContext } from '#tools/definition/definition.ts';
import { resolveHolder } from '#tools/input/read-grant.ts';
import { readTraffic, type TrafficArguments } from '#tools/lookup/requested-rules.ts';
import { type GroupFilter, parseTagFilter, type RuleFilter } from './list-filter.ts';

/** The arguments that say which rules and groups are meant; what a call gives of them has to hold together. */
export interface FilterArguments extends Pick<TrafficArguments, 'port'> {
  readonly holder?: string | undefined;
  readonly mine?: boolean | undefined;
  readonly expired?: boolean | undefined;
  readonly expiring_within?: string | undefined;
  readonly name?: string | undefined;
  readonly vpc?: string | undefined;
  readonly tag?: string | undefined;
  readonly from?: string | undefined;
}

/**
 * @returns null: the call gives none
 * @throws WhitelistError `invalid_input`
 */
function readGrantFilter(given: FilterArguments, context: ReadContext): GrantFilter | null {
  const { holder, mine, expired = false, expiring_within: time } = given;
  const holders = [
    ...(holder === undefined ? [] : [parseHolder(holder)]),
    ...(mine === true ? [resolveHolder(undefined, context)] : []),
  ];
  const within = time === undefined ? null : parseMinutes(time, 'expiring_within');
  if (holders.length === 0 && !expired && within === null) return null;
  return { holders: [...new Set(holders)], expired, withinMinutes: within };
}

/** @throws WhitelistError `invalid_input` */
export async function readRuleFilter(given: FilterArguments, context: ReadContext): Promise<RuleFilter> {
  const { from, port } = given;
  return {
    grants: readGrantFilter(given, context),
    from: from === undefined ? null : parseCidr(from, 'from').cidr,
    traffic: port === undefined ? null : await readTraffic({ port }, context.settings),
  };
}

/**
 * @returns null: the call gives none
 * @throws WhitelistError `invalid_input`, also beside a group that is named itself
 */
export function readGroupFilter({ name, vpc, tag }: FilterArguments, hasTarget: boolean): GroupFilter | null {
  const [field, value] = Object.entries({ name, vpc, tag }).find(([, one]) => one !== undefined) ?? [];
  if (field === undefined) return null;
  if (hasTarget || value?.trim() === '')
    throw invalidInput({
      field,
      value,
      expected: hasTarget ? `no ${field} beside a group that is named itself` : 'text',
      example: `${field}, or security_group_id, or target`,
    });
  return {
    name: name === undefined ? null : name.trim().toLowerCase(),
    vpc: vpc === undefined ? null : vpc.trim(),
    tag: tag === undefined ? null : parseTagFilter(tag),
  };
}
