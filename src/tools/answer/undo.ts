import { z } from 'zod';
import { formatCidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { redactRandomLooking } from '#core/errors/invalid-input.ts';
import { formatPortArgument } from '#core/network/traffic.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { Restore } from '#tools/change/restore.ts';

const argumentValue = z.union([
  z.string(),
  z.number(),
  z.array(z.string()),
  z.object({ from: z.string().nullable(), to: z.string().nullable() }),
]);

/** A call that takes a change back; it never holds credentials. */
export const undoCall = z.object({ tool: z.string(), arguments: z.record(z.string(), argumentValue) });

export type UndoCall = z.infer<typeof undoCall>;

/** Whether an argument can name its source at all: a group or a prefix list has none. */
export const hasAddressSource = ({ source }: IngressRule): boolean => source.kind === 'cidr';

/** A rule and what a call made of it: whole descriptions, null where there is no rule. */
export interface UndoableChange extends Restore {
  readonly rule: IngressRule;
}

/**
 * The fewest calls that take changes back, each rule named by its address; none where the profile looks like a secret:
 * beside credentials, nobody has looked whether there is one of that name.
 */
export function createUndoCalls(
  changes: readonly UndoableChange[],
  { groupId, session }: TargetGroup,
  profile: string | null,
): UndoCall[] {
  if (redactRandomLooking(profile ?? '') !== (profile ?? '')) return [];
  const calls = new Map<string, { readonly alike: UndoableChange; readonly addresses: string[] }>();
  for (const change of changes) {
    const { rule, from, to } = change;
    if (rule.source.kind !== 'cidr') continue;
    const key = JSON.stringify([formatPortArgument(rule.traffic), rule.traffic.protocol, from, to]);
    const call = calls.get(key) ?? { alike: change, addresses: [] };
    call.addresses.push(formatCidr(rule.source.cidr));
    calls.set(key, call);
  }
  return [...calls.values()].map(({ alike: { rule, from, to }, addresses }) => ({
    tool: to === null ? 'whitelist_remove' : 'whitelist_add',
    arguments: {
      security_group_id: groupId,
      ...toAddressArguments(addresses),
      port: formatPortArgument(rule.traffic),
      protocol: rule.traffic.protocol,
      restore: { from, to },
      region: session.region,
      ...(profile !== null && { profile }),
    },
  }));
}

function toAddressArguments(addresses: readonly string[]): UndoCall['arguments'] {
  const [one, ...others] = addresses;
  return one !== undefined && others.length === 0 ? { ip_address: one } : { ip_addresses: [...addresses] };
}
