import { z } from 'zod';
import type { Undo } from '#core/grants/plan-undo.ts';
import { formatCidr } from '#core/network/cidr.ts';
import { formatPortArgument } from '#core/network/traffic.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { redactRandomLooking } from '#core/text/redact.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';

const argumentValue = z.union([z.string(), z.number(), z.array(z.string())]);

/** A call that takes a change back; it never holds credentials. */
export const undoCall = z.object({ tool: z.string(), arguments: z.record(z.string(), argumentValue) });

export type UndoCall = z.infer<typeof undoCall>;

/** The one tool that takes changes back. */
export const UNDO_TOOL = 'whitelist_undo';

/** What such a call says of rules; everything else in it says with which credentials, and how. */
export interface UndoArguments {
  readonly security_group_id: string;
  readonly ip_address?: string | undefined;
  readonly ip_addresses?: readonly string[] | undefined;
  readonly port: string | number;
  readonly protocol: string;
  readonly action: Undo['action'];
  readonly left?: string | undefined;
  readonly before?: string | undefined;
}

/** Whether an argument can name its source at all: a group or a prefix list has none. */
export const hasAddressSource = ({ source }: IngressRule): boolean => source.kind === 'cidr';

/** A rule and what a call made of it: whole descriptions, null where there is no rule. */
export interface UndoableChange {
  readonly rule: IngressRule;
  readonly from: string | null;
  readonly to: string | null;
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
    tool: UNDO_TOOL,
    arguments: {
      security_group_id: groupId,
      ...toAddressArguments(addresses),
      port: formatPortArgument(rule.traffic),
      protocol: rule.traffic.protocol,
      ...toUndoArguments(from, to),
      region: session.region,
      ...(profile !== null && { profile }),
    },
  }));
}

function toAddressArguments(
  addresses: readonly string[],
): { ip_address: string } | { ip_addresses: string[] } {
  const [one, ...others] = addresses;
  return one !== undefined && others.length === 0 ? { ip_address: one } : { ip_addresses: [...addresses] };
}

/**
 * What is to be done stands in a word of its own: an argument that is empty or missing means no more than an empty
 * description, never that there is no rule.
 *
 * @param from - As the change left it; null: without the rule.
 * @param to - As it was before; null: there was none.
 */
export function toUndoArguments(
  from: string | null,
  to: string | null,
): { action: Undo['action']; left?: string; before?: string } {
  return {
    action: to === null ? 'remove' : from === null ? 'add' : 'describe',
    ...(from && { left: from }),
    ...(to && { before: to }),
  };
}

/** The same text for the same undo: what is signed. A group's id is AWS's, so that no region has to stand beside it. */
export const formatUndo = (call: UndoArguments): string =>
  JSON.stringify([
    call.security_group_id,
    call.ip_addresses ?? [call.ip_address ?? null],
    String(call.port),
    call.protocol,
    call.action,
    call.left ?? '',
    call.before ?? '',
  ]);

const signedPart = z.object({
  security_group_id: z.string(),
  ip_address: z.string().optional(),
  ip_addresses: z.array(z.string()).optional(),
  port: z.union([z.number(), z.string()]),
  protocol: z.string(),
  action: z.enum(['remove', 'add', 'describe']),
  left: z.string().optional(),
  before: z.string().optional(),
});

/** Signs what an answer tells, so that this process knows its own word again. */
export const signUndoCalls = (
  calls: readonly UndoCall[],
  { undoSignatures }: Pick<ToolContext, 'undoSignatures'>,
): UndoCall[] =>
  calls.map((call) => {
    const { data } = signedPart.safeParse(call.arguments);
    const signature = data ? undoSignatures.sign(formatUndo(data)) : null;
    return signature === null ? call : { ...call, arguments: { ...call.arguments, signature } };
  });
