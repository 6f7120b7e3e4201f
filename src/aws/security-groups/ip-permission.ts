import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { permissionParts, type PermissionPart } from '#core/rules/batch.ts';
import { parseRuleCidr } from '#core/network/cidr.ts';
import { formatSource, type IngressRule, type Source } from '#core/rules/ingress-rule.ts';
import { hasPorts, hasTypes, parseProtocol, type Protocol } from '#core/network/protocol.ts';
import { describeTraffic, type PortRange, type Traffic } from '#core/network/traffic.ts';
import { present, strange } from '#aws/errors/strange.ts';
import { wireTraffic } from './wire-traffic.ts';

/**
 * Rules as the fewest permissions of one request: those of one traffic whose sources are of one kind and family share
 * one, in which each source keeps its own description. A rule that comes twice goes once.
 */
export function toIpPermissions(rules: readonly IngressRule[]): IpPermission[] {
  return permissionParts(rules).map((part) => ({
    ...wireTraffic(part.traffic),
    ...wireSources(part),
  }));
}

function wireSources({ sources, rules }: PermissionPart): IpPermission {
  const each = <T extends object>(wire: (source: string, rule: IngressRule) => T) =>
    rules.map((rule) => ({ ...wire(formatSource(rule.source), rule), ...text(rule) }));
  switch (sources) {
    case 'ipv4':
      return { IpRanges: each((CidrIp) => ({ CidrIp })) };
    case 'ipv6':
      return { Ipv6Ranges: each((CidrIpv6) => ({ CidrIpv6 })) };
    case 'security_group':
      return { UserIdGroupPairs: each((GroupId, rule) => ({ GroupId, ...owner(rule) })) };
    case 'prefix_list':
      return { PrefixListIds: each((PrefixListId) => ({ PrefixListId })) };
  }
}

const text = ({ description }: IngressRule) => (description === null ? {} : { Description: description });

const owner = ({ source }: IngressRule) =>
  source.kind === 'security_group' && source.ownerId !== null ? { UserId: source.ownerId } : {};

interface WireTraffic {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
}

// A protocol or port that is missing is never taken for "all" of them: that would open a question to a wrong yes.
function fromWireTraffic(wire: WireTraffic): Traffic {
  const protocol = fromWireProtocol(present(wire.IpProtocol, 'the protocol of a rule'));
  return { protocol, ports: fromWirePorts(protocol, wire) };
}

function fromWireProtocol(text: string): Protocol {
  try {
    return parseProtocol(text);
  } catch {
    throw strange(`with the protocol ${text}`);
  }
}

function fromWirePorts(protocol: Protocol, { FromPort, ToPort }: WireTraffic): PortRange | null {
  if (!(hasPorts(protocol) || hasTypes(protocol))) return null;
  const from = present(FromPort, `the ports of a rule of ${protocol}`);
  if (from < 0) return null;
  return { from, to: present(ToPort, `the last port of a rule of ${protocol}`) };
}

function cidrSource(text: string): Source {
  try {
    return { kind: 'cidr', cidr: parseRuleCidr(text) };
  } catch {
    throw strange(`with the address ${text}`);
  }
}

/**
 * Every rule that one aggregated permission of DescribeSecurityGroups stands for.
 *
 * @throws WhitelistError `aws_error` for what is missing or unknown
 */
export function fromIpPermission(permission: IpPermission): IngressRule[] {
  const traffic = fromWireTraffic(permission);
  const rule = (source: Source, description: string | undefined): IngressRule => ({
    source,
    traffic,
    description: description ?? null,
    ruleId: null,
  });
  const rules = [
    ...(permission.IpRanges ?? []).map((r) => rule(cidrSource(r.CidrIp ?? ''), r.Description)),
    ...(permission.Ipv6Ranges ?? []).map((r) => rule(cidrSource(r.CidrIpv6 ?? ''), r.Description)),
    ...(permission.UserIdGroupPairs ?? []).map((r) =>
      rule(
        {
          kind: 'security_group',
          id: present(r.GroupId ?? r.GroupName, 'the id of a group'),
          ownerId: r.UserId ?? null,
        },
        r.Description,
      ),
    ),
    ...(permission.PrefixListIds ?? []).map((r) =>
      rule({ kind: 'prefix_list', id: present(r.PrefixListId, 'the id of a prefix list') }, r.Description),
    ),
  ];
  if (rules.length === 0) throw strange(`with a rule of ${describeTraffic(traffic)} from nowhere`);
  return rules;
}

/** A rule as DescribeSecurityGroupRules, Authorize and Revoke answer it; null where its source is of a kind unknown here. @throws WhitelistError */
export function fromSecurityGroupRule(wire: SecurityGroupRule): IngressRule | null {
  const source = wireRuleSource(wire);
  if (source === null) return null;
  return {
    source,
    traffic: fromWireTraffic(wire),
    description: wire.Description ?? null,
    ruleId: wire.SecurityGroupRuleId ?? null,
  };
}

/** What DescribeSecurityGroupRules and the answer to a revocation (RevokedSecurityGroupRule) call the source. */
type WireRuleSource = Pick<
  SecurityGroupRule,
  'CidrIpv4' | 'CidrIpv6' | 'PrefixListId' | 'ReferencedGroupInfo'
> & {
  readonly ReferencedGroupId?: string | undefined;
};

function wireRuleSource(wire: WireRuleSource): Source | null {
  const cidr = wire.CidrIpv4 ?? wire.CidrIpv6;
  if (cidr !== undefined) return cidrSource(cidr);
  if (wire.PrefixListId !== undefined) return { kind: 'prefix_list', id: wire.PrefixListId };
  const group = wire.ReferencedGroupInfo?.GroupId ?? wire.ReferencedGroupId;
  if (group === undefined) return null;
  return { kind: 'security_group', id: group, ownerId: wire.ReferencedGroupInfo?.UserId ?? null };
}
