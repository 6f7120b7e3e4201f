import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { formatCidr, parseRuleCidr } from '../core/cidr.ts';
import type { IngressRule, Source } from '../core/ingress-rule.ts';
import { hasPorts, hasTypes, parseProtocol, protocolNumber, type Protocol } from '../core/protocol.ts';
import type { PortRange, Traffic } from '../core/traffic.ts';

/** EC2's own name of a protocol; -1 is every one (EC2 API, IpPermission.IpProtocol). */
function wireProtocol(protocol: Protocol): string {
  return protocol === 'all' ? '-1' : protocol;
}

function wirePorts({ protocol, ports }: Traffic): Pick<IpPermission, 'FromPort' | 'ToPort'> {
  if (hasTypes(protocol)) return { FromPort: ports?.from ?? -1, ToPort: ports?.to ?? -1 };
  if (hasPorts(protocol)) return { FromPort: ports?.from ?? 0, ToPort: ports?.to ?? 65535 };
  return {};
}

/** One rule as one permission: EC2 is asked for one source and one family at a time. */
export function toIpPermission({ source, traffic, description }: IngressRule): IpPermission {
  const text = description === null ? {} : { Description: description };
  return {
    IpProtocol: wireProtocol(traffic.protocol),
    ...wirePorts(traffic),
    ...wireSource(source, text),
  };
}

function wireSource(source: Source, text: { Description?: string }): IpPermission {
  switch (source.kind) {
    case 'cidr': {
      const cidr = formatCidr(source.cidr);
      return source.cidr.family === 4
        ? { IpRanges: [{ CidrIp: cidr, ...text }] }
        : { Ipv6Ranges: [{ CidrIpv6: cidr, ...text }] };
    }
    case 'security_group':
      return {
        UserIdGroupPairs: [
          { GroupId: source.id, ...(source.ownerId && { UserId: source.ownerId }), ...text },
        ],
      };
    case 'prefix_list':
      return { PrefixListIds: [{ PrefixListId: source.id, ...text }] };
  }
}

interface WireTraffic {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
}

function fromWireTraffic(wire: WireTraffic): Traffic {
  const protocol = parseProtocol(wire.IpProtocol ?? '-1');
  return { protocol, ports: fromWirePorts(protocol, wire) };
}

function fromWirePorts(protocol: Protocol, { FromPort, ToPort }: WireTraffic): PortRange | null {
  const all = FromPort === undefined || FromPort < 0 || protocolNumber(protocol) === -1;
  if (all || !(hasPorts(protocol) || hasTypes(protocol))) return null;
  return { from: FromPort, to: ToPort ?? (hasTypes(protocol) ? -1 : FromPort) };
}

const cidrSource = (text: string): Source => ({ kind: 'cidr', cidr: parseRuleCidr(text) });

/** Every rule that one aggregated permission of DescribeSecurityGroups stands for. */
export function fromIpPermission(permission: IpPermission): IngressRule[] {
  const traffic = fromWireTraffic(permission);
  const rule = (source: Source, description: string | undefined): IngressRule => ({
    source,
    traffic,
    description: description ?? null,
    ruleId: null,
  });
  return [
    ...(permission.IpRanges ?? []).map((r) => rule(cidrSource(r.CidrIp ?? ''), r.Description)),
    ...(permission.Ipv6Ranges ?? []).map((r) => rule(cidrSource(r.CidrIpv6 ?? ''), r.Description)),
    ...(permission.UserIdGroupPairs ?? []).map((r) =>
      rule(
        { kind: 'security_group', id: r.GroupId ?? r.GroupName ?? '', ownerId: r.UserId ?? null },
        r.Description,
      ),
    ),
    ...(permission.PrefixListIds ?? []).map((r) =>
      rule({ kind: 'prefix_list', id: r.PrefixListId ?? '' }, r.Description),
    ),
  ];
}

/** A rule as DescribeSecurityGroupRules, Authorize and Revoke answer it; null where its source is of a kind unknown here. */
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
