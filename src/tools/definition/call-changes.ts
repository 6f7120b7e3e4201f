import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import type { ProposedDiff } from '#core/policy/policy.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { TargetName } from '#core/targets/target.ts';

/** What a call would change, as far as the call itself tells: what the settings can judge without AWS. */
export interface CallChanges {
  readonly changes: readonly TargetedChange[];
  /** It may take more than one rule, or what is not the caller's and wide. */
  readonly takesMany: boolean;
  /** Which ports are opened, and until when, is known only from the rules that are there. Default: the call says. */
  readonly isMove?: true;
}

/** A change of one group. */
export interface TargetedChange {
  /** Null: the group is named in another way, and only AWS knows its id. */
  readonly id: SecurityGroupId | null;
  /** Only groups that may be changed are meant. Default: no. */
  readonly isAnyAllowed?: boolean;
  readonly change: ProposedDiff;
}

type Diff = Omit<ProposedDiff, 'groupId' | 'group'>;

/** Stands for a rule of which only the group tells: of a removal nothing is judged but how many rules it takes. */
export const UNKNOWN_RULE: IngressRule = {
  source: { kind: 'security_group', id: '', ownerId: null },
  traffic: { protocol: 'all', ports: null },
  description: null,
  ruleId: null,
};

/** Stands for a group whose id is not known. */
const UNKNOWN_GROUP = parseSecurityGroupId('sg-00000000');

/** The same change in each group that a call names. */
export const inEachTarget = (targets: readonly TargetName[], diff: Diff): TargetedChange[] =>
  targets.map((name) => {
    const id = toGroupId(name);
    return { id, change: { groupId: id ?? UNKNOWN_GROUP, group: null, ...diff } };
  });

/** A change in groups that a call does not name; those that may not be changed are passed over. */
export const inAnyGroup = (diff: Diff): TargetedChange => ({
  id: null,
  isAnyAllowed: true,
  change: { groupId: UNKNOWN_GROUP, group: null, ...diff },
});

const toGroupId = (name: TargetName): SecurityGroupId | null =>
  (name.kind === 'id' || name.kind === 'arn') && name.of === 'security_group'
    ? parseSecurityGroupId(name.id)
    : null;
