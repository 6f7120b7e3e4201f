import { loadIanaServices } from '#core/network/iana.ts';
import { needsIana, parsePortList, type AskedTraffic } from '#core/network/port-list.ts';
import { hasPorts, parseProtocol } from '#core/network/protocol.ts';
import type { ToolSettings } from '#tools/definition/context.ts';

/** The arguments that say what. */
export interface WhatGiven {
  readonly port?: Port | readonly Port[] | undefined;
  readonly protocol?: string | undefined;
}

type Port = number | string;

/**
 * Reads which traffic is meant.
 *
 * @throws WhitelistError `invalid_input`
 */
export async function readWhat(given: WhatGiven, settings: ToolSettings): Promise<readonly AskedTraffic[]> {
  const { port, protocol } = given;
  const { defaultPort, defaultProtocol, services } = settings;
  const names = { services, ...(needsIana({ port, services }) && { iana: await loadIanaServices() }) };
  return parsePortList({ port, protocol, defaultPort, defaultProtocol, ...names });
}

/** Whether a port is missing that a database, say, would have of its own. */
export function hangsOnTarget({ port, protocol }: WhatGiven, { defaultProtocol }: ToolSettings): boolean {
  return port === undefined && hasPorts(parseProtocol(protocol ?? defaultProtocol ?? 'tcp'));
}
