import type { Call } from '#sandbox/auth/call.ts';
import { canonicalIpv4, canonicalIpv6 } from './cidr.ts';
import { ServiceError, truncateEcho, invalidValue, missingParameter } from '#sandbox/protocol/errors.ts';
import { type Params, text } from '#sandbox/protocol/query.ts';
import type { Group, RuleSpec, Source } from '#sandbox/state/state.ts';
import { groupById, groupByName, isDescription } from '#sandbox/ec2/lookup.ts';

function malformedCidr(cidr: string): ServiceError {
  return invalidValue(`CIDR block ${truncateEcho(cidr)} is malformed`);
}

/** @throws ServiceError `InvalidParameterValue` */
export function readIpv4(cidr: string): Source {
  const canonical = canonicalIpv4(cidr);
  if (canonical === null) throw malformedCidr(cidr);
  return { kind: 'ipv4', cidr: canonical };
}

/** @throws ServiceError `InvalidParameterValue` */
export function readIpv6(cidr: string): Source {
  const canonical = canonicalIpv6(cidr);
  if (canonical === null) throw malformedCidr(cidr);
  return { kind: 'ipv6', cidr: canonical };
}

/** A prefix list that is there. @throws ServiceError `InvalidPrefixListID.NotFound` */
export function readPrefixList(id: string, { region }: Call): Source {
  if (region.prefixLists.some((list) => list.id === id)) return { kind: 'prefix-list', id };
  throw noSuchPrefixList(id);
}

export const noSuchPrefixList = (id: string): ServiceError =>
  new ServiceError('InvalidPrefixListID.NotFound', `The prefix list ID '${truncateEcho(id)}' does not exist`);

/**
 * The group that an entry of `Groups` names, by id or, in the default VPC, by name.
 *
 * @param trusting - An id is taken as it is, whether such a group is there or not. One of another account always is:
 *   it can be named but not looked into.
 * @throws ServiceError as the lookup of a group does
 */
export function readGroup(entry: Params, call: Call, trusting: boolean): Source {
  const userId = text(entry, 'UserId') ?? call.state.accountId;
  const id = text(entry, 'GroupId');
  const name = text(entry, 'GroupName');
  if (id === undefined && name === undefined) throw missingParameter('groupName or groupId');
  if (id !== undefined && (trusting || userId !== call.state.accountId)) return { kind: 'group', id, userId };
  const group = id === undefined ? groupByName(call, name ?? '') : groupById(call, id);
  return { kind: 'group', id: group.id, userId };
}

/**
 * The sandbox has no VPC peering, so a group of this account can only be a source inside its own VPC.
 *
 * @throws ServiceError `InvalidGroup.NotFound`
 */
export function checkSameVpc(call: Call, rules: readonly Pick<RuleSpec, 'source'>[], group: Group): void {
  const ids = rules.flatMap(({ source }) => (source.kind === 'group' ? source.id : []));
  const strange = call.region.groups.some(({ id, vpcId }) => ids.includes(id) && vpcId !== group.vpcId);
  if (!strange) return;
  throw new ServiceError(
    'InvalidGroup.NotFound',
    'You have specified two resources that belong to different networks.',
  );
}

/** A rule's description, checked. @throws ServiceError `InvalidParameterValue` */
export function checkDescription(description: string, source: Source): string {
  // AWS's own model lists no "&" for sources that are groups or prefix lists.
  const narrow = source.kind === 'group' || source.kind === 'prefix-list';
  if (isDescription(description) && !(narrow && description.includes('&'))) return description;
  throw invalidValue(
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: ' +
      ` a-zA-Z0-9. _-:/()#,@[]+=${narrow ? '' : '&'};{}!$*`,
  );
}
