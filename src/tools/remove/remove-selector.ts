import { WhitelistError } from '#core/errors/errors.ts';
import { parseSecurityGroupRuleId, type SecurityGroupRuleId } from '#core/identifiers/ids.ts';
import { type Cidr, formatCidr } from '#core/network/cidr.ts';
import { parseProtocol, type Protocol } from '#core/network/protocol.ts';
import { toFamilyProtocol } from '#core/network/traffic.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { GroupChange } from '#tools/change/group-change.ts';
import type { ToolContext, ToolSettings } from '#tools/definition/context.ts';
import { type AddressArguments, type AddressRequest, readAddresses } from '#tools/input/read-addresses.ts';
import {
  buildBoundedRules,
  readTraffic,
  type TrafficArguments,
  type TrafficRequest,
} from '#tools/lookup/requested-rules.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import {
  removeById,
  removeExactly,
  removeMatching,
  type RemoveOptions,
  type RemovePlan,
  type RemoveResult,
} from './remove-change.ts';

export interface SelectorArguments extends AddressArguments, TrafficArguments {
  readonly rule_id?: string | undefined;
}

/** What is to go, as far as the call itself tells. */
export type Selector =
  | { readonly kind: 'id'; readonly id: SecurityGroupRuleId }
  | {
      readonly kind: 'addresses';
      readonly addresses: AddressRequest;
      /** Null: all the ports of the addresses. */
      readonly traffic: TrafficRequest;
      /** Where there is no port: of this protocol alone; null: of every one. */
      readonly protocol: Protocol | null;
    };

/**
 * An empty or missing selector never means "everything": one has to name what is to go.
 *
 * @throws WhitelistError `invalid_input`
 */
export async function readSelector(given: SelectorArguments, settings: ToolSettings): Promise<Selector> {
  if (given.rule_id !== undefined) {
    const id = parseSecurityGroupRuleId(given.rule_id);
    const surplus = (['ip_address', 'ip_addresses', 'families', 'port', 'protocol'] as const).filter(
      (name) => given[name] !== undefined,
    );
    if (surplus.length > 0) throw conflictingSelectors(surplus);
    return { kind: 'id', id };
  }
  const addresses = readAddresses(given);
  if (addresses === null) throw selectorMissing();
  if (given.port !== undefined) {
    const traffic = await readTraffic(given, settings);
    buildBoundedRules(addresses.cidrs, traffic, null, 1);
    return { kind: 'addresses', addresses, traffic, protocol: null };
  }
  const protocol = given.protocol === undefined ? null : parseProtocol(given.protocol);
  if (protocol !== null) for (const { family } of addresses.cidrs) toFamilyProtocol(family, protocol);
  return { kind: 'addresses', addresses, traffic: null, protocol };
}

/**
 * The removal in one group.
 *
 * @param cidrs - Those that the selector's addresses stand for.
 * @param groupCount - How many groups the call is about.
 */
export function createRemoveChange(
  target: TargetGroup,
  selector: Selector,
  { cidrs, groupCount }: { readonly cidrs: readonly Cidr[]; readonly groupCount: number },
  options: RemoveOptions,
  context: ToolContext,
): GroupChange<RemovePlan, RemoveResult> {
  if (selector.kind === 'id') return removeById(target, selector.id, options, context);
  const { traffic: wanted, protocol } = selector;
  if (wanted !== null)
    return removeExactly(target, buildBoundedRules(cidrs, wanted, null, groupCount), options, context);
  const named = new Set(cidrs.map(formatCidr));
  const matches = ({ source, traffic }: IngressRule) =>
    source.kind === 'cidr' &&
    named.has(formatCidr(source.cidr)) &&
    (protocol === null || traffic.protocol === toFamilyProtocol(source.cidr.family, protocol));
  return removeMatching(target, matches, options, context);
}

function selectorMissing(): WhitelistError {
  return new WhitelistError(
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

function conflictingSelectors(surplus: readonly string[]): WhitelistError {
  const message = `rule_id names one rule by itself; ${surplus.join(', ')} cannot be given too.`;
  const guidance = ['Give either rule_id, or ip_address with port and protocol.'];
  return new WhitelistError('invalid_input', message, { guidance });
}
