import type { Call } from '#sandbox/auth/call.ts';
import { ServiceError, invalidValue } from '#sandbox/protocol/errors.ts';
import { type Params, text } from '#sandbox/protocol/query.ts';
import type { Rule, Source } from '#sandbox/state/state.ts';
import { readGroup, readIpv4, readIpv6, readPrefixList } from './sources.ts';

type Kind = Source['kind'];

/** The source of a rule as `SecurityGroupRuleRequest` names it. */
export interface GivenSource {
  kind: Kind;
  value: string;
}

/** How a request names each kind of source, and what EC2 calls it there and in a rule. */
const SOURCE_WORDING: Readonly<Record<Kind, { parameter: string; given: string; present: string }>> = {
  ipv4: { parameter: 'CidrIpv4', given: 'CidrIpv4', present: 'IPv4 CIDR' },
  ipv6: { parameter: 'CidrIpv6', given: 'CidrIpv6', present: 'IPv6 CIDR' },
  'prefix-list': { parameter: 'PrefixListId', given: 'a prefix list', present: 'prefix list' },
  group: { parameter: 'ReferencedGroupId', given: 'a referenced group id', present: 'referenced group id' },
};

const KINDS = ['ipv4', 'ipv6', 'prefix-list', 'group'] as const satisfies readonly Kind[];
const ONE_OF = 'cidrIpv4, cidrIpv6, prefixListId, or referencedGroupId';

/** @throws ServiceError `MissingParameter`, or `InvalidParameterCombination` where there are several */
export function readGivenSource(wanted: Params): GivenSource {
  const [first, second] = KINDS.flatMap((kind) => {
    const value = text(wanted, SOURCE_WORDING[kind].parameter);
    return value === undefined ? [] : [{ kind, value }];
  });
  if (second !== undefined) {
    throw new ServiceError('InvalidParameterCombination', `Only one of ${ONE_OF} can be specified`);
  }
  if (first !== undefined) return first;
  throw new ServiceError('MissingParameter', `The request must contain exactly one of: ${ONE_OF}`);
}

/** A rule keeps the kind of its source for life. @throws ServiceError `InvalidParameterValue` */
export function checkSourceKind({ kind }: GivenSource, rule: Rule): void {
  if (kind === rule.source.kind) return;
  throw invalidValue(
    `Invalid rule type for security group rule '${rule.id}'. ` +
      `You may not specify ${SOURCE_WORDING[kind].given} for an existing ${SOURCE_WORDING[rule.source.kind].present} rule.`,
  );
}

/** The source itself, CIDRs in canonical form. @throws ServiceError for one that is malformed or not there */
export function readModifiedSource(call: Call, present: Source, { kind, value }: GivenSource): Source {
  switch (kind) {
    case 'ipv4':
      return readIpv4(value);
    case 'ipv6':
      return readIpv6(value);
    case 'prefix-list':
      return readPrefixList(value, call);
    case 'group': {
      // A modification cannot say whose group it is, so one of another account can only stay.
      const stays = present.kind === 'group' && present.id === value;
      return stays ? present : readGroup(new Map([['GroupId', value]]), call, false);
    }
  }
}
