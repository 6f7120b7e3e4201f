import { formatCidr, parseCidr, type Cidr } from '#core/network/cidr.ts';
import { isAmong } from '#core/grants/moving.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { TargetName } from '#core/targets/target.ts';
import { readWhere, type WhereGiven } from '#tools/input/read-where.ts';
import { readWho, whoIsMissing, type Who, type WhoGiven } from '#tools/input/read-who.ts';

export interface MoveGiven extends WhoGiven, WhereGiven {
  readonly from_ip_address?: string | undefined;
}

/** What a move is about, as far as the call itself tells. */
export interface MoveRead {
  /** The new addresses. */
  readonly who: Who;
  /** The old one; null: it is to be found. */
  readonly from: Cidr | null;
  /** Null: wherever the holder has access. */
  readonly names: readonly TargetName[] | null;
}

/** @throws WhitelistError `invalid_input` */
export function readMove(given: MoveGiven): MoveRead {
  const { ip_address, ip_addresses, from_ip_address: old } = given;
  const isSaid = ip_address !== undefined || ip_addresses !== undefined;
  const who = readWho(isSaid ? given : { ...given, ip_address: 'current' });
  if (who === null) throw whoIsMissing();
  const from = old === undefined ? null : parseCidr(old, 'from_ip_address').cidr;
  refuseNoMove(from, who.cidrs);
  const isNamed = [given.security_group_id, given.target, given.targets].some((name) => name !== undefined);
  return { who, from, names: isNamed ? readWhere(given) : null };
}

/** @throws WhitelistError `invalid_input` where the old address is a new one too */
export function refuseNoMove(from: Cidr | null, to: readonly Cidr[]): void {
  if (from === null || !isAmong(from, to)) return;
  throw invalidInput({
    field: 'from_ip_address',
    value: formatCidr(from),
    expected: 'the old address, which is none of the new ones',
    example: '"203.0.113.7"',
  });
}
