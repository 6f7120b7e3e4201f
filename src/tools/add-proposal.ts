import type { EachRule, Group } from '../aws/group.ts';
import { planBatch } from '../core/batch.ts';
import { sameRule, type IngressRule } from '../core/ingress-rule.ts';
import { groupIsFull, refuseWhatDoesNotFit } from './fits.ts';
import type { Place } from './places.ts';
import type { Proposal } from './proposal.ts';

/** What an addition came to, with the group's other rules where they were read. */
export interface Added extends EachRule {
  readonly others: readonly IngressRule[] | null;
}

/** How long an addition that is made waits for the look beside it: milliseconds. */
const LOOK_GRACE = 1_000;

/**
 * Wants rules in a group. A single one is sent as it is, with one request to wait for; several are compared with the
 * group first, so that only new ones are sent.
 *
 * @param looks - Whether the group is read beside a single addition, to tell what is let in already.
 */
export function addProposal(
  { session, groupId }: Place,
  rules: readonly IngressRule[],
  { reads, looks }: { readonly reads: boolean; readonly looks: boolean },
): Proposal<Added> {
  const { groups } = session;
  return {
    session,
    groupId,
    authorize: rules,
    revoke: [],
    reads,
    against: (group) => ({ authorize: planBatch(group.rules, rules).add, revoke: [] }),
    examine: (group, { authorize }) => refuseWhatDoesNotFit(session, group, authorize),
    async make({ authorize }, group) {
      const adding = groups.authorizeEach(groupId, authorize, group?.rules);
      const look = group === null && looks ? groups.glance(groupId).catch(() => null) : group;
      const each = await adding;
      const seen = await Promise.race([look, inAMoment()]);
      const error = each.error && (await groupIsFull(each.error, session, groupId, each.notDone));
      return { ...each, error, others: seen && othersThan(seen, authorize) };
    },
  };
}

const othersThan = ({ rules }: Group, added: readonly IngressRule[]): IngressRule[] =>
  rules.filter((rule) => !added.some((one) => sameRule(one, rule)));

const inAMoment = () => new Promise<null>((resolve) => setTimeout(() => resolve(null), LOOK_GRACE).unref());
