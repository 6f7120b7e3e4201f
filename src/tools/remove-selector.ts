import type { Group, Revoked, SecurityGroups } from '../aws/group.ts';
import { toWhitelistError, WhitelistError } from '../core/errors.ts';
import { parseSecurityGroupRuleId, type SecurityGroupId, type SecurityGroupRuleId } from '../core/ids.ts';
import { sameRule, type IngressRule } from '../core/ingress-rule.ts';
import { planRemove, type RemoveSelector } from '../core/plan.ts';
import { removeEach } from './remove-each.ts';
import { parseProtocol } from '../core/protocol.ts';
import type { ToolSettings } from './context.ts';
import type { Difference } from './guarded.ts';
import { protocolFor, readAddress, readRule } from './wanted-rule.ts';

interface Input {
  readonly ip_address?: string | undefined;
  readonly port?: number | string | undefined;
  readonly protocol?: string | undefined;
  readonly rule_id?: string | undefined;
}

/** What is to be removed, and how. */
export interface Selection {
  /** What is known of it beforehand. */
  readonly revoke: readonly IngressRule[];
  readonly reads: boolean;
  readonly against: (group: Group) => Difference | Promise<Difference>;
  /** Removes what the difference names, and nothing else. */
  readonly make: (revoke: readonly IngressRule[]) => Promise<Revoked>;
}

export interface Selector {
  readonly select: (groups: SecurityGroups, groupId: SecurityGroupId) => Selection;
  readonly warnings: readonly string[];
}

/**
 * An empty or missing selector never means "everything": one of the two has to name what is to go.
 *
 * @throws WhitelistError `invalid_input`
 */
export function readSelector(input: Input, settings: ToolSettings): Selector {
  if (input.rule_id !== undefined) {
    const id = parseSecurityGroupRuleId(input.rule_id);
    const surplus = (['ip_address', 'port', 'protocol'] as const).filter((name) => input[name] !== undefined);
    if (surplus.length > 0) throw bothSelectors(surplus);
    return { select: (groups, groupId) => byId(groups, groupId, id), warnings: [] };
  }
  if (input.ip_address === undefined) {
    throw new WhitelistError(
      'invalid_input',
      'Nothing says which rule to remove: ip_address and rule_id are missing.',
      {
        missing: ['ip_address', 'rule_id'],
        guidance: [
          'Give ip_address (e.g. "203.0.113.7"), with port to remove one rule, or rule_id (e.g. "sgr-0123…").',
        ],
      },
    );
  }
  if (input.port !== undefined) {
    const { cidr, traffic, warnings } = readRule(input, settings);
    const rule = { source: { kind: 'cidr' as const, cidr }, traffic, description: null, ruleId: null };
    return { select: (groups, groupId) => exactly(groups, groupId, rule), warnings };
  }
  const { cidr, warnings } = readAddress(input.ip_address);
  const protocol =
    input.protocol === undefined ? {} : { protocol: protocolFor(cidr, parseProtocol(input.protocol)) };
  return { select: (groups, groupId) => allOf(groups, groupId, { cidr, ...protocol }), warnings };
}

function bothSelectors(surplus: readonly string[]): WhitelistError {
  const message = `rule_id names one rule by itself; ${surplus.join(', ')} cannot be given too.`;
  const guidance = ['Give either rule_id, or ip_address with port and protocol.'];
  return new WhitelistError('invalid_input', message, { guidance });
}

export const NOTHING_REMOVED: Revoked = { matched: false, removed: [], retried: false, told: true };

/** AWS's reads may be behind by a moment, so that "there is none" is looked at twice: milliseconds. */
const MOMENT = 300;

async function lookedTwice(
  first: readonly IngressRule[],
  again: () => Promise<readonly IngressRule[]>,
): Promise<Difference> {
  if (first.length > 0) return removing(first);
  await new Promise((resolve) => setTimeout(resolve, MOMENT));
  return removing(await again());
}

const removing = (revoke: readonly IngressRule[]): Difference => ({ authorize: [], revoke });

function byId(groups: SecurityGroups, groupId: SecurityGroupId, id: SecurityGroupRuleId): Selection {
  return {
    revoke: [],
    reads: false,
    async against() {
      const look = async () =>
        (await groups.describeRules(groupId).catch(cannotBeShown)).filter(({ ruleId }) => ruleId === id);
      return lookedTwice(await look(), look);
    },
    make: () => groups.revokeById(groupId, id),
  };
}

function cannotBeShown(error: unknown): never {
  const failure = toWhitelistError(error);
  if (failure.code !== 'access_denied') throw failure;
  throw new WhitelistError(failure.code, failure.message, {
    ...failure.details,
    guidance: [
      'What a rule_id stands for can be shown with that action only; name the rule by ip_address and port instead.',
      ...(failure.details.guidance ?? []),
    ],
  });
}

function exactly(groups: SecurityGroups, groupId: SecurityGroupId, rule: IngressRule): Selection {
  const same = ({ rules }: Group) => rules.filter((other) => sameRule(other, rule));
  return {
    revoke: [rule],
    reads: false,
    against: (group) => lookedTwice(same(group), async () => same(await groups.describe(groupId))),
    async make() {
      const revoked = await groups.revoke(groupId, [rule]);
      // Nothing says that the rule was there: an undo would let in whom nobody had let in.
      return revoked.told ? revoked : { ...revoked, removed: [] };
    },
  };
}

function allOf(groups: SecurityGroups, groupId: SecurityGroupId, selector: RemoveSelector): Selection {
  const own = ({ rules }: Group) => planRemove(rules, selector).revoke;
  return {
    revoke: [],
    reads: true,
    against: (group) => lookedTwice(own(group), async () => own(await groups.describe(groupId))),
    make: (revoke) => removeEach(groups, groupId, revoke, selector),
  };
}
