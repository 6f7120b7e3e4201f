import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { formatCidr, parseRuleCidr } from '../core/cidr.ts';
import type { IngressRule, Source } from '../core/ingress-rule.ts';
import { hasPorts, hasTypes, parseProtocol, type Protocol } from '../core/protocol.ts';
import { describeTraffic, type PortRange, type Traffic } from '../core/traffic.ts';
import { present, strange } from './strange.ts';

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
