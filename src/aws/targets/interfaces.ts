import { DescribeNetworkInterfacesCommand, type NetworkInterface } from '@aws-sdk/client-ec2';
import type { Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, tagOf } from './wire.ts';

/** By id alone: people have no other name for them. */
export async function findInterfaces(
  name: TargetName,
  { fetchPages, ec2, region }: TargetAccess,
): Promise<Listing> {
  if (name.kind !== 'id' && name.kind !== 'arn') return { targets: [], names: [] };
  const pages = await fetchPages({
    action: 'ec2:DescribeNetworkInterfaces',
    request: (_mark, o) =>
      ec2().send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [name.id] }), o),
    absent: ['InvalidNetworkInterfaceID.NotFound', 'InvalidNetworkInterfaceId.Malformed'],
  });
  const targets = (pages ?? [])
    .flatMap((page) => required(page.NetworkInterfaces, 'network interfaces'))
    .filter(({ NetworkInterfaceId: id }) => id === name.id)
    .filter(({ OwnerId }) => name.account === null || OwnerId === name.account)
    .map((one) => toTarget(one, region));
  return { targets, names: [] };
}

/** Port of NFS, at which every mount target answers. */
const NFS_PORT = 2049;

/** EFS file systems by id, through the interfaces of their mount targets, which EFS describes by it. */
export async function findFileSystems(
  name: TargetName,
  { fetchPages, ec2, region }: TargetAccess,
): Promise<Listing> {
  const id = name.kind === 'name' ? name.name : name.kind === 'id' || name.kind === 'arn' ? name.id : '';
  if (!/^fs-[0-9a-f]+$/.test(id)) return { targets: [], names: [] };
  const begin = `EFS mount target for ${id} `;
  const pages = await fetchPages({
    action: 'ec2:DescribeNetworkInterfaces',
    request: (NextToken, o) =>
      ec2().send(
        new DescribeNetworkInterfacesCommand({
          Filters: [{ Name: 'description', Values: [`${begin}*`] }],
          MaxResults: 1000,
          ...(NextToken && { NextToken }),
        }),
        o,
      ),
    next: ({ NextToken }) => NextToken,
  });
  const mounts = (pages ?? [])
    .flatMap((page) => required(page.NetworkInterfaces, 'network interfaces'))
    // Whoever makes an interface may describe it so; those of a service are requested by it.
    .filter(
      ({ Description, RequesterManaged }) => RequesterManaged === true && Description?.startsWith(begin),
    );
  const groups = parseGroupIds(mounts.flatMap(({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId)));
  if (mounts.length === 0) return { targets: [], names: [] };
  const target: Target = {
    kind: 'file_system',
    id,
    name: null,
    groups,
    port: NFS_PORT,
    reachable: 'private',
    region,
  };
  return { targets: [target], names: [] };
}

function toTarget(one: NetworkInterface, region: Region): Target {
  const { Association, Ipv6Addresses = [], Groups = [], TagSet } = one;
  return {
    kind: 'network_interface',
    id: required(one.NetworkInterfaceId, 'the id of a network interface'),
    name: tagOf(TagSet, 'Name'),
    groups: parseGroupIds(Groups.map(({ GroupId }) => GroupId)),
    port: null,
    reachable: Association?.PublicIp || Ipv6Addresses.length > 0 ? 'internet' : 'private',
    region,
  };
}
