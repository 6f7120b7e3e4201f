import type { IpPermission, SecurityGroup, SecurityGroupRule, UserIdGroupPair } from '@aws-sdk/client-ec2';
import { required, unexpectedResponse } from '#aws/errors/unexpected-response.ts';
import { parseRuleCidr } from '#core/network/cidr.ts';
import { hasIcmpTypes, hasPorts, parseProtocol, type Protocol } from '#core/network/protocol.ts';
import type { PortRange } from '#core/network/port-range.ts';
import { describeTraffic, type Traffic } from '#core/network/traffic.ts';
import type { IngressRule, RuleSource } from '#core/rules/ingress-rule.ts';
import type { Group } from './group.ts';

interface Ec2Traffic {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
}

// A protocol or port that is missing is never taken for "all" of them: that would open a question to a wrong yes.
function parseEc2Traffic(wire: Ec2Traffic): Traffic {
  const protocol = parseEc2Protocol(required(wire.IpProtocol, 'the protocol of a rule'));
  return { protocol, ports: parseEc2Ports(protocol, wire) };
}

function parseEc2Protocol(text: string): Protocol {
  try {
    return parseProtocol(text);
  } catch {
    throw unexpectedResponse(`with the protocol ${text}`);
  }
}

function parseEc2Ports(protocol: Protocol, { FromPort, ToPort }: Ec2Traffic): PortRange | null {
  if (!(hasPorts(protocol) || hasIcmpTypes(protocol))) return null;
  // "[EC2-VPC only] … For ICMPv6, the port range is optional" (EC2 API, AuthorizeSecurityGroupIngress).
  if (protocol === 'icmpv6' && FromPort === undefined && ToPort === undefined) return null;
  const from = required(FromPort, `the ports of a rule of ${protocol}`);
  if (from < 0) return null;
  return { from, to: required(ToPort, `the last port of a rule of ${protocol}`) };
}

/** Whose a group is that is a source, and behind which peering; what AWS leaves out is the group's own. */
const toGroupLocation = ({ UserId, VpcId, VpcPeeringConnectionId, PeeringStatus }: UserIdGroupPair) => ({
  ownerId: UserId ?? null,
  ...(VpcId && { vpcId: VpcId }),
  ...(VpcPeeringConnectionId && { peeringId: VpcPeeringConnectionId }),
  ...(PeeringStatus && { peeringStatus: PeeringStatus }),
});

function parseCidrSource(text: string): RuleSource {
  try {
    return { kind: 'cidr', cidr: parseRuleCidr(text) };
  } catch {
    throw unexpectedResponse(`with the address ${text}`);
  }
}

/**
 * Every rule that one aggregated permission of DescribeSecurityGroups stands for.
 *
 * @throws WhitelistError `aws_error` for what is missing or unknown
 */
export function fromIpPermission(permission: IpPermission): IngressRule[] {
  const traffic = parseEc2Traffic(permission);
  const rule = (source: RuleSource, description: string | undefined): IngressRule => ({
    source,
    traffic,
    description: description ?? null,
    ruleId: null,
  });
  const rules = [
    ...(permission.IpRanges ?? []).map((r) => rule(parseCidrSource(r.CidrIp ?? ''), r.Description)),
    ...(permission.Ipv6Ranges ?? []).map((r) => rule(parseCidrSource(r.CidrIpv6 ?? ''), r.Description)),
    ...(permission.UserIdGroupPairs ?? []).map((r) =>
      rule(
        {
          kind: 'security_group',
          id: required(r.GroupId ?? r.GroupName, 'the id of a group'),
          ...toGroupLocation(r),
        },
        r.Description,
      ),
    ),
    ...(permission.PrefixListIds ?? []).map((r) =>
      rule({ kind: 'prefix_list', id: required(r.PrefixListId, 'the id of a prefix list') }, r.Description),
    ),
  ];
  if (rules.length === 0) throw unexpectedResponse(`with a rule of ${describeTraffic(traffic)} from nowhere`);
  return rules;
}

/**
 * A rule as DescribeSecurityGroupRules, Authorize and Revoke answer it.
 *
 * @returns null where its source is of a kind unknown here
 * @throws WhitelistError `aws_error` for what is missing or unknown
 */
export function fromSecurityGroupRule(wire: SecurityGroupRule): IngressRule | null {
  const source = parseRuleSource(wire);
  if (source === null) return null;
  return {
    source,
    traffic: parseEc2Traffic(wire),
    description: wire.Description ?? null,
    ruleId: wire.SecurityGroupRuleId ?? null,
  };
}

/** What DescribeSecurityGroupRules and the answer to a revocation (RevokedSecurityGroupRule) call the source. */
type Ec2RuleSource = Pick<
  SecurityGroupRule,
  'CidrIpv4' | 'CidrIpv6' | 'PrefixListId' | 'ReferencedGroupInfo'
> & {
  readonly ReferencedGroupId?: string | undefined;
};

function parseRuleSource(wire: Ec2RuleSource): RuleSource | null {
  const cidr = wire.CidrIpv4 ?? wire.CidrIpv6;
  if (cidr !== undefined) return parseCidrSource(cidr);
  if (wire.PrefixListId !== undefined) return { kind: 'prefix_list', id: wire.PrefixListId };
  const group = wire.ReferencedGroupInfo?.GroupId ?? wire.ReferencedGroupId;
  if (group === undefined) return null;
  return { kind: 'security_group', id: group, ...toGroupLocation(wire.ReferencedGroupInfo ?? {}) };
}

/**
 * A group as DescribeSecurityGroups answers it. Without the list of its rules, which is there and empty where it has
 * none, nothing could be said of who is let in.
 *
 * @throws WhitelistError `aws_error` where something is missing or unknown
 */
export function toGroup(wire: SecurityGroup): Group {
  const id = required(wire.GroupId, 'the id of a security group');
  const rules = required(wire.IpPermissions, `the inbound rules of ${id}`);
  return {
    id,
    name: wire.GroupName ?? '',
    description: wire.Description ?? '',
    vpcId: wire.VpcId ?? null,
    ownerId: wire.OwnerId ?? null,
    tags: new Map((wire.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    rules: rules.flatMap(fromIpPermission),
  };
}
