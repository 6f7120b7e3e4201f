import { z } from 'zod';
import { formatCidr } from '../core/cidr.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
import { withoutKeys } from '../core/invalid-input.ts';
import { portArgument } from '../core/traffic.ts';
import type { Place } from './places.ts';

/** A call that takes a change back; it never holds credentials. */
export const undoCall = z.object({
  tool: z.string(),
  arguments: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
});

export type UndoCall = z.infer<typeof undoCall>;

/** Whether an argument can name its source at all: a group or a prefix list has none. */
export const isAddress = ({ source }: IngressRule): boolean => source.kind === 'cidr';

/** Rules that one call puts back or takes away. */
interface UndoneTogether {
  readonly alike: IngressRule;
  /** Null: the call says nothing of a description. */
  readonly words: string | null;
  readonly addresses: string[];
}

/**
 * The fewest calls of `tool` that name exactly these rules by their addresses; none where the profile looks like a
 * secret: beside credentials, nobody has looked whether there is one of that name.
 *
 * @param hasTemplate - Whether the config file has words for a call that gives none: a rule without any then needs to
 *   be put back with empty ones.
 */
export function callsFor(
  tool: 'whitelist_add' | 'whitelist_remove',
  rules: readonly IngressRule[],
  { groupId, session }: Place,
  { profile, hasTemplate }: { readonly profile: string | null; readonly hasTemplate: boolean },
): UndoCall[] {
  if (withoutKeys(profile ?? '') !== (profile ?? '')) return [];
  const calls = new Map<string, UndoneTogether>();
  for (const rule of rules) {
    if (rule.source.kind !== 'cidr') continue;
    const words = tool === 'whitelist_add' ? (rule.description ?? (hasTemplate ? '' : null)) : null;
    const key = JSON.stringify([portArgument(rule.traffic), rule.traffic.protocol, words]);
    const call = calls.get(key) ?? { alike: rule, words, addresses: [] };
    call.addresses.push(formatCidr(rule.source.cidr));
    calls.set(key, call);
  }
  return [...calls.values()].map(({ alike: { traffic }, words, addresses }) => ({
    tool,
    arguments: {
      security_group_id: groupId,
      ...whoOf(addresses),
      port: portArgument(traffic),
      protocol: traffic.protocol,
      ...(words !== null && { description: words }),
      region: session.region,
      ...(profile !== null && { profile }),
    },
  }));
}

function whoOf(addresses: readonly string[]): UndoCall['arguments'] {
  const [one, ...others] = addresses;
  return one !== undefined && others.length === 0 ? { ip_address: one } : { ip_addresses: [...addresses] };
}
