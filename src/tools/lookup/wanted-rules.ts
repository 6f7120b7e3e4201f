import { wantedRules, type Wanted } from '#core/rules/batch.ts';
import type { Cidr } from '#core/network/cidr.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { AskedTraffic } from '#core/network/port-list.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import type { Place } from './places.ts';
import { hangsOnTarget, readWhat, type WhatGiven } from '#tools/input/read-what.ts';
import { mayHavePort } from '#tools/input/read-where.ts';
import type { TargetName } from '#core/targets/target.ts';

/** Rules of one call, in all its groups together. */
const MOST_RULES = 1_000;

/** Null: which port is meant, only the target tells. */
export type What = readonly AskedTraffic[] | null;

/** @throws WhitelistError `invalid_input` */
export async function whatAt(
  given: WhatGiven,
  where: readonly TargetName[],
  settings: ToolSettings,
): Promise<What> {
  return hangsOnTarget(given, settings) && where.some(mayHavePort) ? null : readWhat(given, settings);
}

/**
 * The traffic that is meant in one place: of what answers there at a port of its own, that port.
 *
 * @throws WhitelistError `invalid_input` where no port is known
 */
export async function trafficAt(
  { answering }: Place,
  what: What,
  given: WhatGiven,
  settings: ToolSettings,
): Promise<readonly AskedTraffic[]> {
  if (what !== null) return what;
  const ports = [...new Set(answering.map(({ port }) => port))];
  return readWhat(ports.length > 0 ? { ...given, port: ports } : given, settings);
}

/** @throws WhitelistError `invalid_input` for more rules than a call may have */
export function boundedRules(
  cidrs: readonly Cidr[],
  traffic: readonly AskedTraffic[],
  description: string | null,
  places: number,
): Wanted {
  const count = cidrs.length * traffic.length * places;
  if (count <= MOST_RULES) return wantedRules(cidrs, traffic, description);
  throw invalidInput({
    field: 'ip_addresses',
    value: `${cidrs.length} addresses × ${traffic.length} ports × ${places} groups`,
    expected: `at most ${MOST_RULES} rules in one call`,
    example: 'fewer addresses, ports or groups in each of several calls',
  });
}
