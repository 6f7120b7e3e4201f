import type { Revoked, SecurityGroups } from '../aws/group.ts';
import { formatCidr } from '../core/cidr.ts';
import { toWhitelistError, WhitelistError } from '../core/errors.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import { describeRule, type IngressRule } from '../core/ingress-rule.ts';
import { planRemove, type RemoveSelector } from '../core/plan.ts';

/**
 * Removes the rules that were planned. What others have added since was never judged nor approved, and is not taken
 * along.
 *
 * @throws WhitelistError `aws_error`, retryable, where others changed what the selector finds meanwhile; else what
 *   AWS said, with what was removed before that
 */
export async function removeEach(
  groups: SecurityGroups,
  groupId: SecurityGroupId,
  planned: readonly IngressRule[],
  selector: RemoveSelector,
): Promise<Revoked> {
  const { done: removed, unneeded, error, retried } = await groups.revokeEach(groupId, planned, planned);
  try {
    if (error) throw error;
    const { rules } = unneeded.length > 0 ? await groups.describe(groupId) : { rules: [] };
    if (planRemove(rules, selector).revoke.length > 0) throw keptChanging(groupId, selector);
  } catch (failure) {
    throw inTheMiddle(toWhitelistError(failure), groupId, { removed, retried });
  }
  return { matched: removed.length > 0, removed, retried, told: true };
}

function keptChanging(groupId: SecurityGroupId, { cidr }: RemoveSelector): WhitelistError {
  return new WhitelistError('aws_error', `The rules of ${formatCidr(cidr)} in ${groupId} kept changing.`, {
    retryable: true,
    guidance: ['Somebody else is changing this group; repeat the call.'],
  });
}

/** A part is done already: "nothing was done" would be wrong, whatever the rest was answered. */
function inTheMiddle(
  error: WhitelistError,
  groupId: SecurityGroupId,
  { removed, retried }: { readonly removed: readonly IngressRule[]; readonly retried: boolean },
): WhitelistError {
  if (error.details.outcome === 'unknown' || (removed.length === 0 && !retried)) return error;
  return new WhitelistError(error.code, error.message, {
    ...error.details,
    outcome: 'unknown',
    guidance: [
      ...removed.map((rule) => `Removed before that: ${describeRule(rule)}.`),
      `What became of the rest is not known: list ${groupId} to see, then repeat the call if needed.`,
      ...(error.details.guidance ?? []),
    ],
  });
}
