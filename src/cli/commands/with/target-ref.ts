import { parseProtocol } from '#core/network/protocol.ts';
import { formatPortArgument } from '#core/network/traffic.ts';
import type { TargetRef } from '#tools/temporary/temporary-access.ts';
import type { RuleResult } from '#tools/answer/rule-result.ts';

const TARGET_REF_ARGUMENTS = ['security_group_id', 'target', 'profile', 'region'] as const;

/** What of a call's arguments says which group, and through whose credentials. */
export function toTargetRef(args: Readonly<Record<string, unknown>>): TargetRef {
  const named = TARGET_REF_ARGUMENTS.map((name) => [name, args[name]] as const);
  return Object.fromEntries(named.filter(([, value]) => typeof value === 'string'));
}

export interface RuleArguments {
  readonly ip_address: string;
  readonly port: string;
  readonly protocol: string;
}

/** The arguments that name exactly this rule: its address as it is, never "current", which may be another one by now. */
export function toRuleArguments({
  cidr = '',
  protocol,
  from_port: from,
  to_port: to,
}: RuleResult): RuleArguments {
  const ports = from === null ? null : { from, to: to ?? from };
  return {
    ip_address: cidr,
    port: String(formatPortArgument({ protocol: parseProtocol(protocol), ports })),
    protocol,
  };
}
