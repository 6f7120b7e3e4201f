import type { IpPermission, SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { hasIcmpTypes, hasPorts, type Protocol } from '#core/network/protocol.ts';
import type { Traffic } from '#core/network/traffic.ts';
import { groupIntoPermissions, type PermissionGroup } from '#core/rules/batch.ts';
import { formatSource, type IngressRule } from '#core/rules/ingress-rule.ts';

/**
 * Rules as the fewest permissions of one request: rules with the same traffic, and sources of one kind and family, share
 * a permission, in which each source has its own description. Duplicates are sent once.
 */
export function toIpPermissions(rules: readonly IngressRule[]): IpPermission[] {
  return groupIntoPermissions(rules).map((part) => ({
    ...toEc2Traffic(part.traffic),
    ...toIpPermissionSources(part),
  }));
}

function toIpPermissionSources({ sources, rules }: PermissionGroup): IpPermission {
  const each = <T extends object>(wire: (source: string, rule: IngressRule) => T) =>
    rules.map((rule) => ({ ...wire(formatSource(rule.source), rule), ...toDescription(rule) }));
  switch (sources) {
    case 'ipv4':
      return { IpRanges: each((CidrIp) => ({ CidrIp })) };
    case 'ipv6':
      return { Ipv6Ranges: each((CidrIpv6) => ({ CidrIpv6 })) };
    case 'security_group':
      return { UserIdGroupPairs: each((GroupId, rule) => ({ GroupId, ...toUserId(rule) })) };
    case 'prefix_list':
      return { PrefixListIds: each((PrefixListId) => ({ PrefixListId })) };
  }
}

const toDescription = ({ description }: IngressRule) =>
  description === null ? {} : { Description: description };

const toUserId = ({ source }: IngressRule) =>
  source.kind === 'security_group' && source.ownerId !== null ? { UserId: source.ownerId } : {};

/**
 * A rule as ModifySecurityGroupRules takes it. The description is always sent: nothing documents what becomes of one
 * that is left out.
 */
export const toRuleRequest = (rule: IngressRule): SecurityGroupRuleRequest => ({
  ...toEc2Traffic(rule.traffic),
  ...toRuleRequestSource(rule),
  Description: rule.description ?? '',
});

function toRuleRequestSource({ source }: IngressRule): SecurityGroupRuleRequest {
  const text = formatSource(source);
  switch (source.kind) {
    case 'cidr':
      return source.cidr.family === 4 ? { CidrIpv4: text } : { CidrIpv6: text };
    case 'security_group':
      return { ReferencedGroupId: text };
    case 'prefix_list':
      return { PrefixListId: text };
  }
}

/** EC2's own name of a protocol; -1 is every one (EC2 API, IpPermission.IpProtocol). */
function toEc2Protocol(protocol: Protocol): string {
  return protocol === 'all' ? '-1' : protocol;
}

/** What kind of traffic a rule is about, as EC2 takes it. */
const toEc2Traffic = (traffic: Traffic): Pick<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'> => ({
  IpProtocol: toEc2Protocol(traffic.protocol),
  ...toEc2Ports(traffic),
});

function toEc2Ports({ protocol, ports }: Traffic): Pick<IpPermission, 'FromPort' | 'ToPort'> {
  if (hasIcmpTypes(protocol)) return { FromPort: ports?.from ?? -1, ToPort: ports?.to ?? -1 };
  if (hasPorts(protocol)) return { FromPort: ports?.from ?? 0, ToPort: ports?.to ?? 65535 };
  return {};
}
