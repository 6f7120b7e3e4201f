import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { describeGrant } from '#core/grants/grant.ts';
import { includesCidr } from '#core/grants/plan-move.ts';
import { parseNote } from '#core/grants/note.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { DescriptionUpdate } from '#core/rules/rewrite.ts';
import type { GrantSearch, GroupGrants } from '#tools/lookup/find-grants.ts';
import { describeExistingRules } from '#tools/answer/grant-messages.ts';
import type { MoveOutcome } from './move-outcome.ts';
import type { RuleDiff } from '#tools/change/change-plan.ts';

/** So many of a kind are told each by itself. */
const TOLD = 5;

/** Nobody may take the holder's share off a rule that others hold: it stays until its end, and that is told. */
export const explainStillOpen =
  (holder: HolderName) =>
  (rewrites: readonly DescriptionUpdate[], denied: WhitelistError): WhitelistError =>
    new WhitelistError(denied.code, denied.message, {
      ...denied.details,
      guidance: [
        ...rewrites.slice(0, TOLD).map(({ rule }) => staying(rule.description, holder, describeRule(rule))),
        ...(rewrites.length > TOLD ? [`The same holds of ${rewrites.length - TOLD} more rules.`] : []),
        ...(denied.details.guidance ?? []),
        'allow_gap: true takes such a rule away and makes it again for the others, with a moment without access for them.',
      ],
    });

function staying(description: string | null, holder: HolderName, named: string): string {
  const holders = parseNote(description)?.holders ?? [];
  const own = holders.find((one) => one.holder === holder);
  const others = holders.filter((one) => one !== own).map((one) => one.holder);
  const share = own ? describeGrant(own) : holder;
  return `${named} stays open for ${share} too, beside ${others.join(', ')}: the new rule is there, and only that action takes one share off an old one.`;
}

/** What a move met in a group beside its own rules. */
export function describeMove(moved: MoveOutcome, holder: HolderName): string[] {
  return [
    ...begunNotes(moved.judged.begun, holder),
    ...describeExistingRules(
      { held: [], foreign: moved.found.foreign },
      { holder, until: null, reason: null },
    ),
    ...lostNotes(moved),
  ];
}

/** A move that had ended half-way is told of once it is finished. */
function begunNotes(begun: readonly IngressRule[], holder: HolderName): string[] {
  if (begun.length === 0) return [];
  const names = begun.slice(0, TOLD).map(describeRule).join(', ');
  const more = begun.length > TOLD ? ` and ${begun.length - TOLD} more` : '';
  return [
    `${names}${more}: ${holder} had that already beside the old rule, as a move leaves it that ended half-way, and this call went on from there.`,
  ];
}

/** What was found as it was to be may be this call's own doing, and an undo would take away what is another's. */
const lostNotes = ({ atNew: gives, atOld: takes }: MoveOutcome): string[] =>
  [gives, takes].some(({ maybeOurs: retried, unchanged: unneeded }) => retried && unneeded.length > 0)
    ? ['An answer of AWS was lost; of what this call may have done without an answer, no undo is offered.']
    : [];

export const describePassedOver = (holdings: readonly GroupGrants[]): string[] =>
  holdings
    .filter(({ isChangeForbidden: isLeftOut }) => isLeftOut)
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
  const isThere = holdings.some(({ grants: shares }) => shares.some(({ cidr }) => includesCidr(cidr, to)));
  const old = from ? `from ${formatCidr(from)}` : 'from another single address';
  const there = isThere ? ` What is from ${to.map(formatCidr).join(' and ')} is there already.` : '';
  return `${holder} has no access ${old} that could be moved, in ${where}.${there} Access given under another name is found with holder.`;
}

/** How long what was moved lasts at most: hours; null: some of it has no end. */
export function findLongestHours(groups: readonly RuleDiff[]): number | null {
  const each = groups.map(({ longest }) => longest ?? (longest === null ? Infinity : 0));
  const longest = Math.max(...each);
  return longest === Infinity ? null : longest;
}
