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
 * Between the read and the revocation others may remove one of them, and AWS then refuses all, without a word which.
 * One by one, each has an answer of its own: a read would be the weaker witness, since it may be behind.
 */
export async function removeEach(
  groups: SecurityGroups,
  groupId: SecurityGroupId,
  planned: readonly IngressRule[],
  selector: RemoveSelector,
): Promise<Revoked> {
  const removed: IngressRule[] = [];
  let retried = false;
  const revoke = async (rules: readonly IngressRule[]) => {
    const revoked = await groups.revoke(groupId, rules);
    removed.push(...revoked.removed);
    retried ||= revoked.retried;
    return revoked;
  };
  try {
    const all = await revoke(planned);
    if (all.matched) return all;
    if (planned.length > 1) for (const rule of planned) await revoke([rule]);
    const { revoke: left } = planRemove((await groups.describe(groupId)).rules, selector);
    if (left.length > 0) throw keptChanging(groupId, selector);
  } catch (error) {
    throw inTheMiddle(toWhitelistError(error), groupId, { removed, retried });
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
