import type { IpPermission, SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { required, unexpectedResponse } from '#aws/errors/unexpected-response.ts';
import { parseRuleCidr } from '#core/network/cidr.ts';
import { hasIcmpTypes, hasPorts, parseProtocol, type Protocol } from '#core/network/protocol.ts';
import { describeTraffic, type PortRange, type Traffic } from '#core/network/traffic.ts';
import { groupIntoPermissions, type PermissionGroup } from '#core/rules/batch.ts';
import { formatSource, type IngressRule, type RuleSource } from '#core/rules/ingress-rule.ts';
import type { Group } from './group.ts';
import { toEc2Traffic } from './to-ec2.ts';

/**
 * Rules as the fewest permissions of one request: those of one traffic whose sources are of one kind and family share
 * one, in which each source keeps its own description. A rule that comes twice goes once.
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
  const from = required(FromPort, `the ports of a rule of ${protocol}`);
  if (from < 0) return null;
  return { from, to: required(ToPort, `the last port of a rule of ${protocol}`) };
}

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
          ownerId: r.UserId ?? null,
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

/** A rule as DescribeSecurityGroupRules, Authorize and Revoke answer it; null where its source is of a kind unknown here. @throws WhitelistError */
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
  return { kind: 'security_group', id: group, ownerId: wire.ReferencedGroupInfo?.UserId ?? null };
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
    tags: new Map((wire.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    rules: rules.flatMap(fromIpPermission),
  };
}
