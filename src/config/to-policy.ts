import { parseCidr } from '#core/network/cidr.ts';
import type { PrefixLimits } from '#core/network/spans.ts';
import { DEFAULT_POLICY } from '#core/policy/decide.ts';
import type { Policy } from '#core/policy/policy.ts';
import {
  describePortSpan,
  SENSITIVE_PORTS,
  SENSITIVE_PREFIX,
  type SensitivePort,
} from '#core/policy/ports.ts';
import { parseGroupPattern } from './group-patterns.ts';
import { parsePortSpan, parseSensitivePorts, type Services } from './port-spans.ts';
import type { SecuritySettings, SensitiveEntry } from './security-schema.ts';

/** `security_settings`, already checked, as what judges a change. */
export function toPolicy(settings: SecuritySettings, services: Services): Policy {
  return {
    readOnly: settings.read_only ?? DEFAULT_POLICY.readOnly,
    allowWorldOpen: settings.allow_world_open ?? DEFAULT_POLICY.allowWorldOpen,
    minPrefix: toPrefixLimits(settings.min_prefix_length, DEFAULT_POLICY.minPrefix),
    sensitivePorts: mergeSensitivePorts(settings.sensitive_ports ?? [], services),
    allowedIpRanges: settings.allowed_ip_ranges?.map((range) => parseCidr(range).cidr) ?? null,
    allowedPorts: settings.allowed_ports?.map((port) => parsePortSpan(port, services)) ?? null,
    allowedGroups: settings.allowed_security_groups?.map(parseGroupPattern) ?? null,
    confirm: settings.confirm ?? DEFAULT_POLICY.confirm,
    maxHours: settings.max_rule_duration_hours ?? DEFAULT_POLICY.maxHours,
  };
}

function toPrefixLimits(given: SecuritySettings['min_prefix_length'], otherwise: PrefixLimits): PrefixLimits {
  return { ipv4: given?.ipv4 ?? otherwise.ipv4, ipv6: given?.ipv6 ?? otherwise.ipv6 };
}

/** The built-in ones, except where an entry takes the place of one, and the entries. */
function mergeSensitivePorts(entries: readonly SensitiveEntry[], services: Services): SensitivePort[] {
  const configured = entries.map((entry): SensitivePort => {
    const span = parseSensitivePorts(entry.port, entry.protocol, services);
    const name = entry.name ?? SENSITIVE_PORTS.find((port) => hasSamePorts(port, span))?.name;
    return {
      ...span,
      name: name ?? `port ${describePortSpan(span)}`,
      minPrefix: toPrefixLimits(entry.min_prefix_length, SENSITIVE_PREFIX),
      confirm: entry.confirm ?? false,
    };
  });
  return [...SENSITIVE_PORTS.flatMap((port) => keepUnreplaced(port, configured)), ...configured];
}

type Ports = Pick<SensitivePort, 'from' | 'to' | 'every'>;
const hasSamePorts = (a: Ports, b: Ports) => a.from === b.from && a.to === b.to && a.every === b.every;

/** What an entry for TCP alone leaves of a built-in one is its UDP, under the limits that it had. */
function keepUnreplaced(port: SensitivePort, entries: readonly SensitivePort[]): SensitivePort[] {
  const replacedProtocols = entries
    .filter((entry) => hasSamePorts(entry, port))
    .map(({ protocol }) => protocol);
  if (replacedProtocols.length === 0) return [port];
  const remaining = (['tcp', 'udp'] as const).filter(
    (protocol) => ![protocol, null].some((p) => replacedProtocols.includes(p)),
  );
  return remaining.map((protocol) => ({ ...port, protocol }));
}
