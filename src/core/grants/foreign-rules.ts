import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { RuleDiff } from '#core/rules/rule-diff.ts';
import { describeGrant } from './grant.ts';
import type { HolderName } from './holder.ts';
import { parseNote } from './note.ts';
import { isSingleAddress } from './plan-move.ts';

/** Whether one of these labels holds it. */
const isHeldBy = ({ description }: IngressRule, holders: readonly HolderName[]): boolean =>
  parseNote(description)?.holders.some(({ holder }) => holders.includes(holder)) ?? false;

/** So many are named in one sentence. */
const MAX_NAMED = 5;

const nameFew = (rules: readonly IngressRule[]): string => {
  const more = rules.length > MAX_NAMED ? ` and ${rules.length - MAX_NAMED} more` : '';
  return rules.slice(0, MAX_NAMED).map(describeRule).join(', ') + more;
};

/**
 * Why taking away what is not the caller's is risky, a sentence for each kind: more than one address loses access, or
 * the rule was named by an id, of which nobody sees what it stands for. One exact address is no more than a slip.
 *
 * @param callers - The labels under which the caller holds rules; never one that the call itself names.
 */
export function describeForeignRemovals(
  {
    revoke,
    onlyExpired,
    isNamedById,
    isTakenBack,
  }: Pick<RuleDiff, 'revoke' | 'onlyExpired' | 'isNamedById' | 'isTakenBack'>,
  callers: readonly HolderName[],
): string[] {
  if (onlyExpired || isTakenBack) return [];
  const foreign = revoke.filter((rule) => !isHeldBy(rule, callers));
  const wide = foreign.filter(({ source }) => source.kind !== 'cidr' || !isSingleAddress(source.cidr));
  const named = isNamedById ? foreign.filter((rule) => !wide.includes(rule)) : [];
  return [
    ...(wide.length > 0
      ? [`It takes away what is not yours and lets in more than one address: ${nameFew(wide)}.`]
      : []),
    ...(named.length > 0 ? [`It takes away what is not yours, by its id: ${nameFew(named)}.`] : []),
  ];
}

/** That what was removed was not the caller's, a sentence each for the first few. */
export function describeForeignRemoved(
  removed: readonly IngressRule[],
  callers: readonly HolderName[],
): string[] {
  const foreign = removed.filter((rule) => !isHeldBy(rule, callers));
  const told = foreign.slice(0, MAX_NAMED).map((rule) => {
    const holders = parseNote(rule.description)?.holders ?? [];
    return holders.length > 0
      ? `${describeRule(rule)} was not yours: it was held by ${holders.map(describeGrant).join(', ')}.`
      : `${describeRule(rule)} was not yours: others made it.`;
  });
  const left = foreign.length - told.length;
  return left > 0 ? [...told, `${left} more were not yours.`] : told;
}
