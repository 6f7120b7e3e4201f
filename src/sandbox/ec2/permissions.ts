import type { Call } from '../call.ts';
import { canonicalIpv4, canonicalIpv6 } from '../cidr.ts';
import { ServiceError, echo, invalidValue, missingParameter } from '../errors.ts';
import { type Params, required, structures, text } from '../query.ts';
import type { RuleSpec, Source } from '../state.ts';
import { groupById, groupByName, isDescription } from './lookup.ts';
import { readPorts, readProtocol } from './ports.ts';

/** A rule that a request speaks of. */
export type RequestedRule = RuleSpec & { description?: string };

/**
 * `authorize`: sources must exist, descriptions be in EC2's alphabet, each permission name one kind of source.
 * `revoke`: only the identity of the rules counts, so that what Describe answered can be sent back as it is.
 */
export type Purpose = 'authorize' | 'revoke';

type SourceReader = (entry: Params, call: Call, purpose: Purpose) => Source;

function malformedCidr(cidr: string): ServiceError {
  return invalidValue(`CIDR block ${echo(cidr)} is malformed`);
}

function readIpv4(cidr: string): Source {
  const canonical = canonicalIpv4(cidr);
  if (canonical === null) throw malformedCidr(cidr);
  return { kind: 'ipv4', cidr: canonical };
}

function readIpv6(cidr: string): Source {
  const canonical = canonicalIpv6(cidr);
  if (canonical === null) throw malformedCidr(cidr);
  return { kind: 'ipv6', cidr: canonical };
}

function readPrefixList(entry: Params, call: Call, purpose: Purpose): Source {
  const id = required(entry, 'PrefixListId');
  if (purpose === 'authorize' && !call.region.prefixLists.some((list) => list.id === id)) {
    throw new ServiceError('InvalidPrefixListID.NotFound', `The prefix list ID '${echo(id)}' does not exist`);
  }
  return { kind: 'prefix-list', id };
}

function readGroup(entry: Params, call: Call, purpose: Purpose): Source {
  const userId = text(entry, 'UserId') ?? call.state.accountId;
  const id = text(entry, 'GroupId');
  const name = text(entry, 'GroupName');
  if (id === undefined && name === undefined) throw missingParameter('groupName or groupId');
  // A group of another account can be named but not looked into.
  if (id !== undefined && (purpose === 'revoke' || userId !== call.state.accountId)) {
    return { kind: 'group', id, userId };
  }
  const group = id === undefined ? groupByName(call, name ?? '') : groupById(call, id);
  return { kind: 'group', id: group.id, userId };
}

const SOURCE_LISTS: readonly (readonly [list: string, read: SourceReader])[] = [
  ['IpRanges', (entry) => readIpv4(required(entry, 'CidrIp'))],
  ['Ipv6Ranges', (entry) => readIpv6(required(entry, 'CidrIpv6'))],
  ['Groups', readGroup],
  ['PrefixListIds', readPrefixList],
];

function checkDescription(description: string, source: Source): string {
  // AWS's own model lists no "&" for sources that are groups or prefix lists.
  const narrow = source.kind === 'group' || source.kind === 'prefix-list';
  if (isDescription(description) && !(narrow && description.includes('&'))) return description;
  throw invalidValue(
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: ' +
      ` a-zA-Z0-9. _-:/()#,@[]+=${narrow ? '' : '&'};{}!$*`,
  );
}

function readPermission(permission: Params, call: Call, purpose: Purpose): RequestedRule[] {
  const protocol = readProtocol(required(permission, 'IpProtocol'));
  const ports = readPorts(permission, protocol);
  const kinds = SOURCE_LISTS.map(([list, read]) =>
    structures(permission, list).map((entry) => {
      const source = read(entry, call, purpose);
      const description = text(entry, 'Description');
      const rule = { protocol, ...ports, source };
      if (description === undefined || purpose === 'revoke') return rule;
      return { ...rule, description: checkDescription(description, source) };
    }),
  ).filter((rules) => rules.length > 0);
  if (kinds.length === 0) {
    throw new ServiceError(
      'MissingParameter',
      'Missing source specification: include source security group or CIDR information',
    );
  }
  // The documentation asks for exactly one of the source kinds. Reports differ on whether AWS refuses several in
  // one permission, so nothing may come to rely on it.
  if (kinds.length > 1 && purpose === 'authorize') {
    throw invalidValue(
      'Specify exactly one source in a permission: IPv4 ranges, IPv6 ranges, prefix lists or security groups',
    );
  }
  return kinds.flat();
}

const FLAT = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp'];

/**
 * The rules that a request names, as `IpPermissions.n` or in the older flat form (`IpProtocol`, `FromPort`,
 * `ToPort`, `CidrIp`), protocols and CIDRs in canonical form.
 *
 * @throws ServiceError with the code that EC2 has for what is wrong with them
 */
export function requestedRules(call: Call, purpose: Purpose): RequestedRule[] {
  const { params } = call;
  if (text(params, 'SourceSecurityGroupName') !== undefined) {
    throw new ServiceError(
      'UnsupportedOperation',
      'The sandbox takes a source group only inside IpPermissions',
    );
  }
  const permissions = structures(params, 'IpPermissions');
  const flat = FLAT.filter((name) => text(params, name) !== undefined);
  if (permissions.length > 0 && flat.length > 0) {
    throw new ServiceError(
      'InvalidParameterCombination',
      `The parameter ipPermissions may not be used together with ${flat.join(', ')}`,
    );
  }
  if (permissions.length > 0) return permissions.flatMap((one) => readPermission(one, call, purpose));
  if (flat.length === 0) throw missingParameter('ipPermissions');
  const protocol = readProtocol(required(params, 'IpProtocol'));
  const ports = readPorts(params, protocol);
  return [{ protocol, ...ports, source: readIpv4(required(params, 'CidrIp')) }];
}
