import { arnOf, type Call } from '#sandbox/auth/call.ts';
import { ServiceError } from '#sandbox/errors.ts';
import type { Group, Rule, RuleSpec, Source } from '#sandbox/state/state.ts';
import { items, type XmlNode } from '#sandbox/xml.ts';
import { tagSet } from './tags.ts';

function sourceName(source: Source): string {
  return 'cidr' in source ? source.cidr : source.id;
}

/** Equal for two rules exactly when EC2 holds them for the same rule. */
export function ruleKey({ protocol, fromPort, toPort, source }: RuleSpec): string {
  return [protocol, fromPort, toPort, source.kind, sourceName(source)].join(' ');
}

/** A rule in the words of EC2's duplicate error: `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW`. */
function ruleInWords({ protocol, fromPort, toPort, source }: RuleSpec): string {
  const peer = `peer: ${sourceName(source)}`;
  if (protocol === '-1') return `${peer}, ALL, ALLOW`;
  if (fromPort === null) return `${peer}, protocol: ${protocol}, ALLOW`;
  const [from, to] = protocol.startsWith('icmp') ? ['type', 'code'] : ['from port', 'to port'];
  return `${peer}, ${protocol.toUpperCase()}, ${from}: ${fromPort}, ${to}: ${toPort ?? -1}, ALLOW`;
}

/** Gives a rule this description in the place of its own. @param description - Empty or `undefined`: none. */
export function describeRule(rule: Rule, description: string | undefined): void {
  if (description) rule.description = description;
  else delete rule.description;
}

/** `InvalidPermission.Duplicate`: the group has this rule. */
export function alreadyThere(rule: RuleSpec): ServiceError {
  return new ServiceError(
    'InvalidPermission.Duplicate',
    `the specified rule "${ruleInWords(rule)}" already exists`,
  );
}

function sourceFields(source: Source): XmlNode {
  switch (source.kind) {
    case 'ipv4':
      return { cidrIpv4: source.cidr };
    case 'ipv6':
      return { cidrIpv6: source.cidr };
    case 'prefix-list':
      return { prefixListId: source.id };
    case 'group':
      return { referencedGroupInfo: { groupId: source.id, userId: source.userId } };
  }
}

function ruleFields(group: Group, rule: Rule): XmlNode {
  return {
    securityGroupRuleId: rule.id,
    groupId: group.id,
    isEgress: rule.egress,
    ipProtocol: rule.protocol,
    // A rule of its own shows -1 where a permission of a group leaves the ports out.
    fromPort: rule.fromPort ?? -1,
    toPort: rule.toPort ?? -1,
  };
}

/** A rule as `DescribeSecurityGroupRules` and `AuthorizeSecurityGroupIngress` answer it. */
export function ruleItem(call: Call, group: Group, rule: Rule): XmlNode {
  return {
    ...ruleFields(group, rule),
    groupOwnerId: call.state.accountId,
    ...sourceFields(rule.source),
    description: rule.description,
    tagSet: tagSet(rule.tags),
    securityGroupRuleArn: arnOf(call, 'security-group-rule', rule.id),
  };
}

/** A rule as `RevokeSecurityGroupIngress` answers it: without owner and tags, a referenced group by id alone. */
export function revokedRuleItem(group: Group, rule: Rule): XmlNode {
  const source =
    rule.source.kind === 'group' ? { referencedGroupId: rule.source.id } : sourceFields(rule.source);
  return { ...ruleFields(group, rule), ...source, description: rule.description };
}

type Described = RuleSpec & { description?: string };

function permission(rules: readonly Described[]): XmlNode {
  const ranges = (kind: 'ipv4' | 'ipv6', element: string) =>
    rules.flatMap(({ source, description }) =>
      source.kind === kind ? { [element]: source.cidr, description } : [],
    );
  const groups = rules.flatMap(({ source, description }) =>
    source.kind === 'group' ? { userId: source.userId, groupId: source.id, description } : [],
  );
  const lists = rules.flatMap(({ source, description }) =>
    source.kind === 'prefix-list' ? { prefixListId: source.id, description } : [],
  );
  const [first] = rules;
  return {
    ipProtocol: first?.protocol,
    fromPort: first?.fromPort ?? undefined,
    toPort: first?.toPort ?? undefined,
    groups: items(groups),
    ipRanges: items(ranges('ipv4', 'cidrIp')),
    ipv6Ranges: items(ranges('ipv6', 'cidrIpv6')),
    prefixListIds: items(lists),
  };
}

/** Rules as `IpPermission`s: those of one protocol and port range are one permission with several sources. */
export function permissionSet(rules: readonly Described[]): XmlNode | string {
  const together = new Map<string, Described[]>();
  for (const rule of rules) {
    const key = [rule.protocol, rule.fromPort, rule.toPort].join(' ');
    const sharing = together.get(key);
    if (sharing === undefined) together.set(key, [rule]);
    else sharing.push(rule);
  }
  return items([...together.values()].map(permission));
}
