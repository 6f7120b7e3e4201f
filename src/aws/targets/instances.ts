import { DescribeInstancesCommand, type Filter, type Instance } from '@aws-sdk/client-ec2';
import type { Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { toFilterValue, parseGroupIds, tagOf } from './wire.ts';

/** EC2 lists an instance for an hour after its termination, name and all. */
const LIVE_STATES = ['pending', 'running', 'stopping', 'stopped'];

const PAGE_SIZE = 1000;

/** An account may have thousands, so EC2 filters them; names that are merely similar are therefore not known. */
export async function findInstances(
  name: TargetName,
  { fetchPages, ec2, region }: TargetAccess,
): Promise<Listing> {
  const input =
    name.kind === 'id' || name.kind === 'arn'
      ? { InstanceIds: [name.id] }
      : {
          Filters: [filterFor(name), { Name: 'instance-state-name', Values: LIVE_STATES }],
          MaxResults: PAGE_SIZE,
        };
  const pages = await fetchPages({
    action: 'ec2:DescribeInstances',
    request: (NextToken, o) =>
      ec2().send(new DescribeInstancesCommand({ ...input, ...(NextToken && { NextToken }) }), o),
    next: ({ NextToken }) => NextToken,
    absent: ['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'],
  });
  const targets = (pages ?? [])
    .flatMap((page) => required(page.Reservations, 'instances'))
    .filter(({ OwnerId }) => name.account === null || OwnerId === name.account)
    .flatMap(({ Instances }) => required(Instances, 'the instances of a reservation'))
    .filter((one) => LIVE_STATES.includes(required(one.State?.Name, 'the state of an instance')))
    .filter((one) => matchesInstance(name, one))
    .map((one) => toTarget(one, region));
  return { targets, names: [] };
}

/** EC2 writes it on each instance that a group starts (EC2 Auto Scaling user guide, "Tag Auto Scaling groups"). */
const SCALING_GROUP_TAG = 'aws:autoscaling:groupName';

/** By the instances that it has: a group that has none just now is not found. */
export async function findAutoScalingGroups(
  name: TargetName,
  { fetchPages, ec2, region }: TargetAccess,
): Promise<Listing> {
  const wanted = name.kind === 'name' ? name.name : name.kind === 'arn' ? name.id : null;
  if (wanted === null) return { targets: [], names: [] };
  const Filters = [
    { Name: `tag:${SCALING_GROUP_TAG}`, Values: [toFilterValue(wanted)] },
    { Name: 'instance-state-name', Values: LIVE_STATES },
  ];
  const pages = await fetchPages({
    action: 'ec2:DescribeInstances',
    request: (NextToken, o) =>
      ec2().send(
        new DescribeInstancesCommand({ Filters, MaxResults: PAGE_SIZE, ...(NextToken && { NextToken }) }),
        o,
      ),
    next: ({ NextToken }) => NextToken,
  });
  const members = (pages ?? [])
    .flatMap((page) => required(page.Reservations, 'instances'))
    .flatMap(({ Instances }) => required(Instances, 'the instances of a reservation'))
    .filter(({ Tags }) => tagOf(Tags, SCALING_GROUP_TAG) === wanted)
    .map((one) => toTarget(one, region));
  if (members.length === 0) return { targets: [], names: [] };
  const reachability = members.map(({ reachable }) => reachable);
  const target: Target = {
    kind: 'auto_scaling_group',
    id: wanted,
    name: null,
    groups: [...new Set(members.flatMap(({ groups }) => groups))],
    port: null,
    reachable: reachability.includes('internet') ? 'internet' : (reachability[0] ?? 'unknown'),
    region,
  };
  return { targets: [target], names: [] };
}

function filterFor(name: Exclude<TargetName, { kind: 'id' | 'arn' }>): Filter {
  if (name.kind === 'tag') return { Name: `tag:${name.key}`, Values: [toFilterValue(name.value)] };
  if (name.kind === 'name') return { Name: 'tag:Name', Values: [toFilterValue(name.name)] };
  const isPublic = name.host.startsWith('ec2-');
  return { Name: isPublic ? 'dns-name' : 'private-dns-name', Values: [name.host] };
}

function matchesInstance(name: TargetName, { InstanceId, Tags, ...one }: Instance): boolean {
  switch (name.kind) {
    case 'name':
      return tagOf(Tags, 'Name') === name.name;
    case 'tag':
      return tagOf(Tags, name.key) === name.value;
    case 'host':
      return [one.PublicDnsName, one.PrivateDnsName].includes(name.host);
    default:
      return InstanceId === name.id;
  }
}

function toTarget(one: Instance, region: Region): Target {
  const interfaces = one.NetworkInterfaces ?? [];
  // Those of the instance are its first interface's; the others may be in more.
  const groups = [one.SecurityGroups ?? [], ...interfaces.map(({ Groups }) => Groups ?? [])].flat();
  return {
    kind: 'instance',
    id: required(one.InstanceId, 'the id of an instance'),
    name: tagOf(one.Tags, 'Name'),
    groups: parseGroupIds(groups.map(({ GroupId }) => GroupId)),
    port: null,
    reachable: reachabilityOf(one),
    region,
  };
}

/** A stopped instance loses its public address, and may get another at its next start. */
function reachabilityOf({ State, PublicIpAddress, Ipv6Address, NetworkInterfaces = [] }: Instance) {
  const isPublic = NetworkInterfaces.some(
    ({ Association, Ipv6Addresses = [] }) => Association?.PublicIp || Ipv6Addresses.length > 0,
  );
  if (PublicIpAddress || Ipv6Address || isPublic) return 'internet';
  return State?.Name === 'running' ? 'private' : 'unknown';
}
