import type { SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { formatSource, type IngressRule } from '#core/rules/ingress-rule.ts';
import { wireTraffic } from './wire-traffic.ts';

/**
 * A rule as ModifySecurityGroupRules takes it. The description is always sent: nothing documents what becomes of one
 * that is left out.
 */
export const toRuleRequest = (rule: IngressRule): SecurityGroupRuleRequest => ({
  ...wireTraffic(rule.traffic),
  ...wireSource(rule),
  Description: rule.description ?? '',
});

function wireSource({ source }: IngressRule): SecurityGroupRuleRequest {
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
