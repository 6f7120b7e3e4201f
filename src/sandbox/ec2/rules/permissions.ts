import type { Call } from '#sandbox/auth/call.ts';
import { ServiceError, invalidValue, missingParameter } from '#sandbox/protocol/errors.ts';
import { type Params, requiredText, structures, text } from '#sandbox/protocol/query.ts';
import type { RuleSpec, Source } from '#sandbox/state/state.ts';
import { readPorts, readProtocol } from './ports.ts';
import { checkDescription, readGroup, readIpv4, readIpv6, readPrefixList } from './sources.ts';

/** A rule that a request speaks of. */
export type RequestedRule = RuleSpec & { description?: string };

/**
 * `authorize`: sources must exist, and descriptions be in EC2's alphabet.
 * `describe`: of rules that are there: descriptions as above, the rest as for `revoke`.
 * `revoke`: only the identity of the rules counts, so that what Describe answered can be sent back as it is.
 */
export type RulePurpose = 'authorize' | 'describe' | 'revoke';

type SourceReader = (entry: Params, call: Call, purpose: RulePurpose) => Source;

const prefixList: SourceReader = (entry, call, purpose) => {
  const id = requiredText(entry, 'PrefixListId');
  return purpose === 'authorize' ? readPrefixList(id, call) : { kind: 'prefix-list', id };
};

const SOURCE_LISTS: readonly (readonly [list: string, read: SourceReader])[] = [
  ['IpRanges', (entry) => readIpv4(requiredText(entry, 'CidrIp'))],
  ['Ipv6Ranges', (entry) => readIpv6(requiredText(entry, 'CidrIpv6'))],
  ['Groups', (entry, call, purpose) => readGroup(entry, call, purpose !== 'authorize')],
  ['PrefixListIds', prefixList],
];

function readPermission(permission: Params, call: Call, purpose: RulePurpose): RequestedRule[] {
  const protocol = readProtocol(requiredText(permission, 'IpProtocol'));
  const ports = readPorts(permission, protocol);
  const rules = SOURCE_LISTS.flatMap(([list, read]) =>
    structures(permission, list).map((entry) => {
      const source = read(entry, call, purpose);
      const description = text(entry, 'Description');
      const rule = { protocol, ...ports, source };
      if (description === undefined || purpose === 'revoke') return rule;
      return { ...rule, description: checkDescription(description, source) };
    }),
  );
  if (rules.length === 0) {
    throw new ServiceError(
      'MissingParameter',
      'Missing source specification: include source security group or CIDR information',
    );
  }
  // Reports differ on whether AWS takes several kinds of source in one permission. Scripts and Terraform send them, and
  // what people rely on counts for more than the documentation; the product sends one kind each.
  return rules;
}

/** The rules of a request's `IpPermissions.n`, protocols and CIDRs in canonical form; may be none. @throws ServiceError */
export function readPermissionRules(call: Call, purpose: RulePurpose): RequestedRule[] {
  return structures(call.params, 'IpPermissions').flatMap((one) => readPermission(one, call, purpose));
}

const FLAT_PARAMETERS = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp'];

/**
 * The rules that a request names, as `IpPermissions.n` or in the older flat form (`IpProtocol`, `FromPort`,
 * `ToPort`, `CidrIp`), protocols and CIDRs in canonical form.
 *
 * @throws ServiceError with the code that EC2 has for what is wrong with them
 */
export function readRequestedRules(call: Call, purpose: RulePurpose): RequestedRule[] {
  const { params } = call;
  if (text(params, 'SourceSecurityGroupName') !== undefined) {
    throw new ServiceError(
      'UnsupportedOperation',
      'The sandbox takes a source group only inside IpPermissions',
    );
  }
  const rules = readPermissionRules(call, purpose);
  const flat = FLAT_PARAMETERS.filter((name) => text(params, name) !== undefined);
  if (rules.length > 0 && flat.length > 0) {
    throw new ServiceError(
      'InvalidParameterCombination',
      `The parameter ipPermissions may not be used together with ${flat.join(', ')}`,
    );
  }
  if (rules.length > 0) return rules;
  if (flat.length === 0) throw missingParameter('ipPermissions');
  const protocol = readProtocol(requiredText(params, 'IpProtocol'));
  const ports = readPorts(params, protocol);
  return [{ protocol, ...ports, source: readIpv4(requiredText(params, 'CidrIp')) }];
}

/** @throws ServiceError `InvalidParameterValue` for a rule, or whatever a key stands for, that is there twice */
export function checkNoRepeats(keys: readonly string[]): void {
  if (new Set(keys).size < keys.length) {
    throw invalidValue('The same permission must not appear multiple times');
  }
}
