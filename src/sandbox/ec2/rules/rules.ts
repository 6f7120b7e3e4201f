import { ec2Arn, type Call } from '#sandbox/auth/call.ts';
import { ServiceError } from '#sandbox/protocol/errors.ts';
import type { Group, GroupSource, Rule, RuleSpec, Source } from '#sandbox/state/state.ts';
import { xmlItems, type XmlNode } from '#sandbox/protocol/xml.ts';
import { tagSet } from '#sandbox/ec2/tags.ts';

function sourceName(source: Source): string {
  return 'cidr' in source ? source.cidr : source.id;
}

/** Equal for two rules exactly when EC2 holds them for the same rule. */
export function ruleKey({ protocol, fromPort, toPort, source }: RuleSpec): string {
  return [protocol, fromPort, toPort, source.kind, sourceName(source)].join(' ');
}

/** A rule in the words of EC2's duplicate error: `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW`. */
function formatRule({ protocol, fromPort, toPort, source }: RuleSpec): string {
  const peer = `peer: ${sourceName(source)}`;
  if (protocol === '-1') return `${peer}, ALL, ALLOW`;
  if (fromPort === null) return `${peer}, protocol: ${protocol}, ALLOW`;
  const [from, to] = protocol.startsWith('icmp') ? ['type', 'code'] : ['from port', 'to port'];
  return `${peer}, ${protocol.toUpperCase()}, ${from}: ${fromPort}, ${to}: ${toPort ?? -1}, ALLOW`;
}

/** Gives a rule this description in the place of its own. @param description - Empty or `undefined`: none. */
export function setDescription(rule: Rule, description: string | undefined): void {
  if (description) rule.description = description;
  else delete rule.description;
}

/** `InvalidPermission.Duplicate`: the group has this rule. */
export function duplicateRule(rule: RuleSpec): ServiceError {
  return new ServiceError(
    'InvalidPermission.Duplicate',
    `the specified rule "${formatRule(rule)}" already exists`,
  );
}

const groupFields = ({ id, userId, vpcId, peering }: GroupSource) => ({
  userId,
  groupId: id,
  vpcId,
  vpcPeeringConnectionId: peering?.id,
  peeringStatus: peering?.status,
});

function sourceFields(source: Source): XmlNode {
  switch (source.kind) {
    case 'ipv4':
      return { cidrIpv4: source.cidr };
    case 'ipv6':
      return { cidrIpv6: source.cidr };
    case 'prefix-list':
      return { prefixListId: source.id };
    case 'group':
      return { referencedGroupInfo: groupFields(source) };
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
    groupOwnerId: group.ownerId ?? call.state.accountId,
    ...sourceFields(rule.source),
    description: rule.description,
    tagSet: tagSet(rule.tags),
    securityGroupRuleArn: ec2Arn(call, 'security-group-rule', rule.id),
  };
}

/** A rule as `RevokeSecurityGroupIngress` answers it: without owner and tags, a referenced group by id alone. */
export function revokedRuleItem(group: Group, rule: Rule): XmlNode {
  const source =
    rule.source.kind === 'group' ? { referencedGroupId: rule.source.id } : sourceFields(rule.source);
  return { ...ruleFields(group, rule), ...source, description: rule.description };
}

type DescribedRule = RuleSpec & { description?: string };

function toPermission(rules: readonly DescribedRule[]): XmlNode {
  const ranges = (kind: 'ipv4' | 'ipv6', element: string) =>
    rules.flatMap(({ source, description }) =>
      source.kind === kind ? { [element]: source.cidr, description } : [],
    );
  const groups = rules.flatMap(({ source, description }) =>
    source.kind === 'group' ? { ...groupFields(source), description } : [],
  );
  const lists = rules.flatMap(({ source, description }) =>
    source.kind === 'prefix-list' ? { prefixListId: source.id, description } : [],
  );
  const [first] = rules;
  return {
    ipProtocol: first?.protocol,
    fromPort: first?.fromPort ?? undefined,
    toPort: first?.toPort ?? undefined,
    groups: xmlItems(groups),
    ipRanges: xmlItems(ranges('ipv4', 'cidrIp')),
    ipv6Ranges: xmlItems(ranges('ipv6', 'cidrIpv6')),
    prefixListIds: xmlItems(lists),
  };
}

/** Rules as `IpPermission`s: those of one protocol and port range are one permission with several sources. */
export function toPermissionSet(rules: readonly DescribedRule[]): XmlNode | string {
  const together = new Map<string, DescribedRule[]>();
  for (const rule of rules) {
    const key = [rule.protocol, rule.fromPort, rule.toPort].join(' ');
    const sharing = together.get(key);
    if (sharing === undefined) together.set(key, [rule]);
    else sharing.push(rule);
  }
  return xmlItems([...together.values()].map(toPermission));
}
