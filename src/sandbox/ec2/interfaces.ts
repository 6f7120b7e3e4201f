import type { Action, Call } from '#sandbox/auth/call.ts';
import { fixedId } from '#sandbox/seed/ids.ts';
import { values } from '#sandbox/protocol/query.ts';
import { type NetworkInterface, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlItems } from '#sandbox/protocol/xml.ts';
import { privateName, publicName } from './dns-names.ts';
import { type FilterFields, applyFilters } from './filters.ts';
import { findByIds } from './ids.ts';
import { checkNoPaging, paginateEc2 } from './pagination.ts';
import { tagSet } from './tags.ts';

const optional = (value: string | undefined) => (value === undefined ? [] : [value]);

function filterFields(call: Call): FilterFields<NetworkInterface> {
  return {
    'network-interface-id': ({ id }) => [id],
    description: ({ description }) => [description],
    'group-id': ({ groups }) => groups,
    'group-name': ({ groups }) => groups.flatMap((id) => optional(groupName(call, id))),
    'addresses.private-ip-address': ({ privateIp }) => [privateIp],
    'private-ip-address': ({ privateIp }) => [privateIp],
    'addresses.association.public-ip': ({ publicIp }) => optional(publicIp),
    'association.public-ip': ({ publicIp }) => optional(publicIp),
    'association.public-dns-name': ({ publicIp }) =>
      publicIp === undefined ? [] : [publicName(publicIp, call.regionName)],
    'private-dns-name': ({ privateIp }) => [privateName(privateIp, call.regionName)],
    'attachment.instance-id': ({ instanceId }) => optional(instanceId),
    'requester-id': ({ requesterId }) => optional(requesterId),
    'requester-managed': ({ requesterId }) => [String(requesterId !== undefined)],
    'interface-type': ({ type }) => [type],
    'vpc-id': ({ vpcId }) => [vpcId],
    'subnet-id': ({ subnetId }) => [subnetId],
    'owner-id': () => [call.state.accountId],
    status: () => ['in-use'],
    'tag-key': ({ tags }) => tags.map(({ key }) => key),
  };
}

function groupName(call: Call, id: string): string | undefined {
  return call.region.groups.find((group) => group.id === id)?.name;
}

/** Groups as resources name them. One that was deleted since has no name any more. */
export function groupSet(call: Call, ids: readonly string[]): XmlNode | string {
  return xmlItems(ids.map((groupId) => ({ groupId, groupName: groupName(call, groupId) ?? groupId })));
}

/** The public address, where there is one. */
export function publicAssociation(
  publicIp: string | undefined,
  region: string,
  owner: string,
): XmlNode | undefined {
  if (publicIp === undefined) return undefined;
  return { publicIp, publicDnsName: publicName(publicIp, region), ipOwnerId: owner };
}

function attachment(call: Call, { id, instanceId, requesterId }: NetworkInterface): XmlNode {
  return {
    attachmentId: fixedId('eni-attach', id),
    instanceId,
    instanceOwnerId: requesterId ?? call.state.accountId,
    deviceIndex: instanceId === undefined ? 1 : 0,
    status: 'attached',
    deleteOnTermination: instanceId !== undefined,
  };
}

function interfaceItem(call: Call, one: NetworkInterface): XmlNode {
  const { regionName, state } = call;
  const address = {
    privateIpAddress: one.privateIp,
    privateDnsName: privateName(one.privateIp, regionName),
    association: publicAssociation(one.publicIp, regionName, state.accountId),
  };
  return {
    networkInterfaceId: one.id,
    subnetId: one.subnetId,
    vpcId: one.vpcId,
    availabilityZone: `${regionName}a`,
    description: one.description,
    ownerId: state.accountId,
    requesterId: one.requesterId,
    requesterManaged: one.requesterId !== undefined,
    status: 'in-use',
    ...address,
    sourceDestCheck: true,
    groupSet: groupSet(call, one.groups),
    attachment: attachment(call, one),
    tagSet: tagSet(one.tags),
    privateIpAddressesSet: xmlItems([{ ...address, primary: true }]),
    ipv6AddressesSet: '',
    interfaceType: one.type,
  };
}

/** `DescribeNetworkInterfaces`: of instances, and those that services made for themselves. */
export const describeInterfaces: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'ec2:DescribeNetworkInterfaces', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'NetworkInterfaceId');
    checkNoPaging(call, ids, 'networkInterfaceIdSet');
    const all = resourcesOf(call.region).interfaces;
    const requested =
      ids.length === 0
        ? all
        : findByIds(all, ids, {
            prefix: 'eni',
            notFound: 'InvalidNetworkInterfaceID.NotFound',
            malformed: 'InvalidNetworkInterfaceId.Malformed',
            words: 'networkInterface',
          });
    const { part, nextToken } = paginateEc2(call, applyFilters(call.params, requested, filterFields(call)));
    return { networkInterfaceSet: xmlItems(part.map((one) => interfaceItem(call, one))), nextToken };
  },
};
