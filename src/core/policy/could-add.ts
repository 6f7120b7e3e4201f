import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { decideAll } from './decide.ts';
import type { Policy } from './policy.ts';

/**
 * Whether this program could have made a rule: it makes rules for addresses alone, as wide as the settings let it. In
 * which groups, for how long and with whose consent plays no part: all of that may have been otherwise then.
 */
export function couldAdd(policy: Policy, groupId: SecurityGroupId, rule: IngressRule): boolean {
  if (rule.source.kind !== 'cidr') return false;
  const limits = { ...policy, readOnly: false, allowedGroups: null, maxHours: null };
  return decideAll(limits, [{ groupId, group: null, authorize: [rule], revoke: [] }]).kind !== 'deny';
}
