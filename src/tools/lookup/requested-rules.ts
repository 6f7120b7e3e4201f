import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { Cidr } from '#core/network/cidr.ts';
import { needsIanaServices, parsePortList, type RequestedTraffic } from '#core/network/port-list.ts';
import { hasPorts, parseProtocol } from '#core/network/protocol.ts';
import { loadIanaServices } from '#core/network/services.ts';
import { opensTcpPort } from '#core/network/traffic.ts';
import { buildRules } from '#core/rules/batch.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { TargetName } from '#core/targets/target.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import { canHavePort } from '#tools/input/read-targets.ts';
import type { TargetGroup } from './resolve-targets.ts';

/** Rules of one call, in all its groups together. */
const MAX_RULES = 1_000;

/** Null: which port is meant, only the target tells. */
export type TrafficRequest = readonly RequestedTraffic[] | null;

/** @throws WhitelistError `invalid_input` */
export async function readTrafficRequest(
  given: TrafficArguments,
  targets: readonly TargetName[],
  settings: ToolSettings,
): Promise<TrafficRequest> {
  return needsPortOfTarget(given, settings) && targets.some(canHavePort)
    ? null
    : readTraffic(given, settings);
}

/**
 * The traffic that is meant in one place: of what answers there at a port of its own, that port.
 *
 * @throws WhitelistError `invalid_input` where no port is known
 */
export async function resolveTraffic(
  target: Pick<TargetGroup, 'answering' | 'isOwnPortOnly' | 'groupId'>,
  traffic: TrafficRequest,
  given: TrafficArguments,
  settings: ToolSettings,
): Promise<readonly RequestedTraffic[]> {
  if (traffic !== null) return traffic;
  const { answering } = target;
  const ports = [...new Set(answering.map(({ port }) => port))];
  return readTraffic(ports.length > 0 ? { ...given, port: ports } : given, settings);
}

/**
 * Refuses to open ports at which nothing that was named answers: whoever names a database means the database.
 *
 * @throws WhitelistError `invalid_input`
 */
export function requireOwnPorts(
  { answering, isOwnPortOnly, groupId }: Pick<TargetGroup, 'answering' | 'isOwnPortOnly' | 'groupId'>,
  rules: readonly IngressRule[],
): void {
  if (!isOwnPortOnly || answering.length === 0) return;
  const stray = rules.find(({ traffic }) => !answering.some(({ port }) => opensTcpPort(traffic, port)));
  if (stray === undefined) return;
  const ports = [...new Set(answering.map(({ port }) => port))].join(', ');
  const what = [...new Set(answering.map((one) => one.what))].slice(0, 3).join(', ');
  throw new WhitelistError(
    'invalid_input',
    `Invalid port: ${what} answers at port ${ports}, and ${describeRule(stray)} does not open it.`,
    {
      guidance: [
        `Say port ${ports}, or leave the port out.`,
        `If something else in its security group is meant, name the group: ${groupId}.`,
      ],
    },
  );
}

/** @throws WhitelistError `invalid_input` for more rules than a call may have */
export function buildBoundedRules(
  cidrs: readonly Cidr[],
  traffic: readonly RequestedTraffic[],
  description: string | null,
  groupCount: number,
): readonly IngressRule[] {
  const count = cidrs.length * traffic.length * groupCount;
  if (count <= MAX_RULES) return buildRules(cidrs, traffic, description);
  throw invalidInput({
    field: 'ip_addresses',
    value: `${cidrs.length} addresses × ${traffic.length} ports × ${groupCount} groups`,
    expected: `at most ${MAX_RULES} rules in one call`,
    example: 'fewer addresses, ports or groups in each of several calls',
  });
}

/** The arguments that say what. */
export interface TrafficArguments {
  readonly port?: Port | readonly Port[] | undefined;
  readonly protocol?: string | undefined;
}

type Port = number | string;

/**
 * Reads which traffic is meant.
 *
 * @throws WhitelistError `invalid_input`
 */
export async function readTraffic(
  given: TrafficArguments,
  settings: ToolSettings,
): Promise<readonly RequestedTraffic[]> {
  const { port, protocol } = given;
  const { defaultPort, defaultProtocol, services } = settings;
  const names = {
    services,
    ...(needsIanaServices({ port, services }) && { iana: await loadIanaServices() }),
  };
  return parsePortList({ port, protocol, defaultPort, defaultProtocol, ...names });
}

/** Whether a port is missing that a database, say, would have of its own. */
function needsPortOfTarget({ port, protocol }: TrafficArguments, { defaultProtocol }: ToolSettings): boolean {
  return port === undefined && hasPorts(parseProtocol(protocol ?? defaultProtocol ?? 'tcp'));
}
