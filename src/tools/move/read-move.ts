import { formatCidr, parseCidr, type Cidr } from '#core/network/cidr.ts';
import { includesCidr } from '#core/grants/plan-move.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { type ChangeOptions, readChangeOptions } from '#tools/change-tool/run-change.ts';
import { type CallChanges, inAnyGroup, inEachTarget, UNKNOWN_RULE } from '#tools/definition/call-changes.ts';
import type { ReadContext } from '#tools/definition/definition.ts';
import { resolveHolder } from '#tools/input/read-grant.ts';
import type { TargetName } from '#core/targets/target.ts';
import { readTargets, type TargetArguments } from '#tools/input/read-targets.ts';
import {
  readAddresses,
  requireReachable,
  addressMissing,
  type AddressRequest,
  type AddressArguments,
} from '#tools/input/read-addresses.ts';

export interface MoveArguments extends AddressArguments, TargetArguments {
  readonly from_ip_address?: string | undefined;
  readonly holder?: string | undefined;
  readonly allow_gap?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
  readonly plan_token?: string | undefined;
}

/** What a move is about, as far as the call itself tells. */
export interface MoveCallRequest extends ChangeOptions {
  /** The new addresses. */
  readonly addresses: AddressRequest;
  /** The old one; null: it is to be found. */
  readonly from: Cidr | null;
  /** Null: wherever the holder has access. */
  readonly targets: readonly TargetName[] | null;
  readonly holder: HolderName;
  readonly allowGap: boolean;
}

/** @throws WhitelistError `invalid_input` */
export function readMove(given: MoveArguments, context: ReadContext): MoveCallRequest {
  const { ip_address, ip_addresses, from_ip_address: old } = given;
  const hasAddress = ip_address !== undefined || ip_addresses !== undefined;
  const addresses = readAddresses(hasAddress ? given : { ...given, ip_address: 'current' });
  if (addresses === null) throw addressMissing();
  requireReachable(addresses);
  const from = old === undefined ? null : parseCidr(old, 'from_ip_address').cidr;
  rejectSameAddress(from, addresses.cidrs);
  const hasTarget = [given.security_group_id, given.target, given.targets].some((name) => name !== undefined);
  return {
    addresses,
    from,
    targets: hasTarget ? readTargets(given) : null,
    holder: resolveHolder(given.holder, context),
    allowGap: given.allow_gap === true,
    ...readChangeOptions(given),
  };
}

/** The new addresses are known, and nothing of what is opened to them. */
export function describeMoveChanges({ addresses, targets }: MoveCallRequest): CallChanges {
  const authorize = addresses.cidrs.map((cidr) => ({
    ...UNKNOWN_RULE,
    source: { kind: 'cidr' as const, cidr },
  }));
  const diff = { authorize, revoke: [UNKNOWN_RULE] };
  return {
    changes: targets ? inEachTarget(targets, diff) : [inAnyGroup(diff)],
    takesMany: true,
    isMove: true,
  };
}

/** @throws WhitelistError `invalid_input` where the old address is a new one too */
export function rejectSameAddress(from: Cidr | null, to: readonly Cidr[]): void {
  if (from === null || !includesCidr(from, to)) return;
  throw invalidInput({
    field: 'from_ip_address',
    value: formatCidr(from),
    expected: 'the old address, which is none of the new ones',
    example: '"203.0.113.7"',
  });
}
