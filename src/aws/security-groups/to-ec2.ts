import type { IpPermission, SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { hasIcmpTypes, hasPorts, type Protocol } from '#core/network/protocol.ts';
import type { Traffic } from '#core/network/traffic.ts';
import { formatSource, type IngressRule } from '#core/rules/ingress-rule.ts';

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
export const toEc2Traffic = (traffic: Traffic): Pick<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'> => ({
  IpProtocol: toEc2Protocol(traffic.protocol),
  ...toEc2Ports(traffic),
});

function toEc2Ports({ protocol, ports }: Traffic): Pick<IpPermission, 'FromPort' | 'ToPort'> {
  if (hasIcmpTypes(protocol)) return { FromPort: ports?.from ?? -1, ToPort: ports?.to ?? -1 };
  if (hasPorts(protocol)) return { FromPort: ports?.from ?? 0, ToPort: ports?.to ?? 65535 };
  return {};
}
