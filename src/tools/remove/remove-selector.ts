import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseSecurityGroupRuleId, type SecurityGroupRuleId } from '#core/identifiers/ids.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { parseProtocol, type Protocol } from '#core/network/protocol.ts';
import { protocolFor } from '#core/network/traffic.ts';
import type { ToolContext, ToolSettings } from '#tools/definition/context.ts';
import type { Place } from '#tools/lookup/places.ts';
import type { Proposal } from '#tools/change/proposal.ts';
import { readWhat, type WhatGiven } from '#tools/input/read-what.ts';
import { readWho, type Who, type WhoGiven } from '#tools/input/read-who.ts';
import type { Leaver, Removed } from './removal.ts';
import { allOf, byId, exactly } from './removals.ts';
import type { Restore } from '#tools/change/restore.ts';
import { boundedRules, type What } from '#tools/lookup/wanted-rules.ts';

export interface SelectorGiven extends WhoGiven, WhatGiven {
  readonly rule_id?: string | undefined;
}

/** What is to go, as far as the call itself tells. */
export type Selector =
  | { readonly kind: 'id'; readonly id: SecurityGroupRuleId }
  | {
      readonly kind: 'addresses';
      readonly who: Who;
      /** Null: all the ports of the addresses. */
      readonly what: Awaited<ReturnType<typeof readWhat>> | null;
      /** Where there is no port: of this protocol alone; null: of every one. */
      readonly protocol: Protocol | null;
    };

/**
 * An empty or missing selector never means "everything": one has to name what is to go.
 *
 * @throws WhitelistError `invalid_input`
 */
export async function readSelector(given: SelectorGiven, settings: ToolSettings): Promise<Selector> {
  if (given.rule_id !== undefined) {
    const id = parseSecurityGroupRuleId(given.rule_id);
    const surplus = (['ip_address', 'ip_addresses', 'families', 'port', 'protocol'] as const).filter(
      (name) => given[name] !== undefined,
    );
    if (surplus.length > 0) throw bothSelectors(surplus);
    return { kind: 'id', id };
  }
  const who = readWho(given);
  if (who === null) throw nothingNamed();
  if (given.port !== undefined) {
    const what = await readWhat(given, settings);
    boundedRules(who.cidrs, what, null, 1);
    return { kind: 'addresses', who, what, protocol: null };
  }
  const protocol = given.protocol === undefined ? null : parseProtocol(given.protocol);
  if (protocol !== null) for (const { family } of who.cidrs) protocolFor(family, protocol);
  return { kind: 'addresses', who, what: null, protocol };
}

/**
 * What is undone names rules exactly.
 *
 * @throws WhitelistError `invalid_input`
 */
export function exactRules(selector: Selector, restore: Restore): NonNullable<What> {
  if (selector.kind === 'addresses' && selector.what !== null) return selector.what;
  throw invalidInput({
    field: 'restore',
    value: restore,
    expected: 'the call as the undo of an answer has it, with its ip_address and port',
    example: 'the whole call as it was answered',
  });
}

/**
 * The removal in one group.
 *
 * @param cidrs - Those that the selector's `who` stands for.
 * @param places - How many groups the call is about.
 */
export function removalIn(
  place: Place,
  selector: Selector,
  cidrs: readonly Cidr[],
  places: number,
  { leaver, context }: { readonly leaver: Leaver; readonly context: ToolContext },
): Proposal<Removed> {
  if (selector.kind === 'id') return byId(place, selector.id, leaver, context);
  const { what, protocol } = selector;
  if (what !== null) return exactly(place, boundedRules(cidrs, what, null, places).rules, leaver, context);
  const isMeant = ({ source, traffic }: IngressRule) =>
    source.kind === 'cidr' &&
    cidrs.some(
      (cidr) =>
        formatCidr(cidr) === formatCidr(source.cidr) &&
        (protocol === null || traffic.protocol === protocolFor(cidr.family, protocol)),
    );
  return allOf(place, isMeant, leaver, context);
}

function nothingNamed(): WhitelistError {
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

function bothSelectors(surplus: readonly string[]): WhitelistError {
  const message = `rule_id names one rule by itself; ${surplus.join(', ')} cannot be given too.`;
  const guidance = ['Give either rule_id, or ip_address with port and protocol.'];
  return new WhitelistError('invalid_input', message, { guidance });
}
