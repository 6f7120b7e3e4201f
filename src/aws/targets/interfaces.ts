import { DescribeNetworkInterfacesCommand, type NetworkInterface } from '@aws-sdk/client-ec2';
import type { Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, tagOf } from './wire.ts';

/** By id alone: people have no other name for them. */
export async function findInterfaces(name: TargetName, { ask, ec2, region }: TargetAccess): Promise<Listing> {
  if (name.kind !== 'id' && name.kind !== 'arn') return { targets: [], names: [] };
  const pages = await ask({
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
