import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { includesCidr } from '#core/grants/plan-move.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { GrantSearch, GroupGrants } from '#tools/lookup/find-grants.ts';
import { describeExistingRules } from '#tools/answer/grant-messages.ts';
import type { PlannedGroup } from '#tools/change/group-change.ts';
import type { MoveResult } from './move-change.ts';

/** So many of a kind are told each by itself. */
const MAX_LISTED = 5;

/** What a move met in a group beside its own rules. */
export function describeMove(moved: MoveResult, holder: HolderName): string[] {
  return [
    ...describeBegun(moved.judged.begun, holder),
    ...describeExistingRules(
      { held: [], foreign: moved.existing.foreign },
      { holder, until: null, reason: null },
    ),
    ...describeLostAnswers(moved),
  ];
}

/** A move that had ended half-way is told of once it is finished. */
function describeBegun(begun: readonly IngressRule[], holder: HolderName): string[] {
  if (begun.length === 0) return [];
  const names = begun.slice(0, MAX_LISTED).map(describeRule).join(', ');
  const more = begun.length > MAX_LISTED ? ` and ${begun.length - MAX_LISTED} more` : '';
  return [
    `${names}${more}: ${holder} had that already beside the old rule, as a move leaves it that ended half-way, and this call went on from there.`,
  ];
}

/** What was found as it was to be may be this call's own doing, and an undo would take away what is another's. */
const describeLostAnswers = ({ atNew, atOld }: MoveResult): string[] =>
  [atNew, atOld].some((side) => side.maybeOurs && side.summarize().unchanged.length > 0)
    ? ['An answer of AWS was lost; of what this call may have done without an answer, no undo is offered.']
    : [];

export const describePassedOver = (holdings: readonly GroupGrants[]): string[] =>
  holdings
    .filter(({ isChangeForbidden }) => isChangeForbidden)
    .map(
      ({ groupId, region }) =>
        `${groupId} (${region}) was passed over: security_settings.allowed_security_groups does not let it be changed.`,
    );

/** Why there is nothing to move, and where that was looked for. */
export function describeNothingToMove(
  holder: HolderName,
  { groups: holdings, where }: GrantSearch,
  from: Cidr | null,
  to: readonly Cidr[],
): string {
  const isThere = holdings.some(({ grants }) => grants.some(({ cidr }) => includesCidr(cidr, to)));
  const old = from ? `from ${formatCidr(from)}` : 'from another single address';
  const there = isThere ? ` What is from ${to.map(formatCidr).join(' and ')} is there already.` : '';
  return `${holder} has no access ${old} that could be moved, in ${where}.${there} Access given under another name is found with holder.`;
}

/** How long what was moved lasts at most: hours; null: some of it has no end. */
export function findLongestHours(groups: readonly PlannedGroup[]): number | null {
  const each = groups.map(({ plan: { longest } }) => longest ?? (longest === null ? Infinity : 0));
  const longest = Math.max(...each);
  return longest === Infinity ? null : longest;
}
