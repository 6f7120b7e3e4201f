import { parseMinutes } from '#core/grants/end.ts';
import type { GrantFilter } from '#core/grants/filter.ts';
import { parseHolder } from '#core/grants/holder.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { resolveHolder } from '#tools/input/read-grant.ts';

/** The arguments that say which grants are meant; what a call gives of them has to hold together. */
export interface FilterArguments {
  readonly holder?: string | undefined;
  readonly mine?: boolean | undefined;
  readonly expired?: boolean | undefined;
  readonly expiring_within?: string | undefined;
}

/**
 * @returns null: the call gives none
 * @throws WhitelistError `invalid_input`
 */
export function readFilter(given: FilterArguments, context: ToolContext): GrantFilter | null {
  const { holder, mine, expired = false, expiring_within: time } = given;
  const holders = [
    ...(holder === undefined ? [] : [parseHolder(holder)]),
    ...(mine === true ? [resolveHolder(undefined, context)] : []),
  ];
  const within = time === undefined ? null : parseMinutes(time, 'expiring_within');
  if (holders.length === 0 && !expired && within === null) return null;
  return { holders: [...new Set(holders)], expired, withinMinutes: within };
}
