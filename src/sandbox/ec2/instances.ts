import type { Action, Call } from '#sandbox/auth/call.ts';
import { values } from '#sandbox/protocol/query.ts';
import {
  type Instance,
  type InstanceState,
  type NetworkInterface,
  resourcesOf,
} from '#sandbox/state/resources.ts';
import { type XmlNode, xmlItems } from '#sandbox/protocol/xml.ts';
import { privateName, publicName } from './dns-names.ts';
import { type FilterFields, applyFilters } from './filters.ts';
import { findByIds } from './ids.ts';
import { publicAssociation, groupSet } from './interfaces.ts';
import { checkNoPaging, paginateEc2 } from './pagination.ts';
import { tagSet } from './tags.ts';

const STATE_CODES: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

const optional = (value: string | undefined) => (value === undefined ? [] : [value]);

function interfacesOf(call: Call, { id }: Instance): NetworkInterface[] {
  return resourcesOf(call.region).interfaces.filter(({ instanceId }) => instanceId === id);
}

function filterFields(call: Call): FilterFields<Instance> {
  const { regionName, state } = call;
  const ofInterfaces = (pick: (one: NetworkInterface) => readonly string[]) => (instance: Instance) =>
    interfacesOf(call, instance).flatMap(pick);
  return {
    'instance-id': ({ id }) => [id],
    'instance-state-name': (instance) => [instance.state],
    'instance-state-code': (instance) => [String(STATE_CODES[instance.state])],
    'reservation-id': ({ reservationId }) => [reservationId],
    'private-ip-address': ({ privateIp }) => optional(privateIp),
    'ip-address': ({ publicIp }) => optional(publicIp),
    'private-dns-name': ({ privateIp }) => optional(privateIp).map((one) => privateName(one, regionName)),
    'dns-name': ({ publicIp }) => optional(publicIp).map((one) => publicName(one, regionName)),
    'network-interface.network-interface-id': ofInterfaces(({ id }) => [id]),
    'network-interface.group-id': ofInterfaces(({ groups }) => groups),
    'network-interface.addresses.private-ip-address': ofInterfaces(({ privateIp }) => [privateIp]),
    'network-interface.addresses.association.public-ip': ofInterfaces(({ publicIp }) => optional(publicIp)),
    'network-interface.private-dns-name': ofInterfaces((one) => [privateName(one.privateIp, regionName)]),
    'instance.group-id': ({ groups }) => groups,
    'vpc-id': ({ vpcId }) => optional(vpcId),
    'subnet-id': ({ subnetId }) => optional(subnetId),
    'owner-id': () => [state.accountId],
    'tag-key': ({ tags }) => tags.map(({ key }) => key),
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
    description: one.description,
    ownerId: state.accountId,
    status: 'in-use',
    ...address,
    groupSet: groupSet(call, one.groups),
    privateIpAddressesSet: xmlItems([{ ...address, primary: true }]),
    interfaceType: one.type,
  };
}

function instanceItem(call: Call, instance: Instance): XmlNode {
  const { id, state, privateIp, publicIp, vpcId, subnetId, groups, tags } = instance;
  return {
    instanceId: id,
    instanceState: { code: STATE_CODES[state], name: state },
    // Names that an instance does not have are empty elements, which SDKs show as empty texts.
    privateDnsName: privateIp === undefined ? '' : privateName(privateIp, call.regionName),
    dnsName: publicIp === undefined ? '' : publicName(publicIp, call.regionName),
    instanceType: 't3.micro',
    placement: { availabilityZone: `${call.regionName}a`, tenancy: 'default' },
    subnetId,
    vpcId,
    privateIpAddress: privateIp,
    ipAddress: publicIp,
    groupSet: groupSet(call, groups),
    tagSet: tagSet(tags),
    networkInterfaceSet: xmlItems(interfacesOf(call, instance).map((one) => interfaceItem(call, one))),
  };
}

/** Instances under the reservations that they were started with. */
function reservations(call: Call, instances: readonly Instance[]): XmlNode[] {
  const ids = [...new Set(instances.map(({ reservationId }) => reservationId))];
  return ids.map((reservationId) => ({
    reservationId,
    ownerId: call.state.accountId,
    groupSet: '',
    instancesSet: xmlItems(
      instances
        .filter((one) => one.reservationId === reservationId)
        .map((instance) => instanceItem(call, instance)),
    ),
  }));
}

/** `DescribeInstances`: also those that are gone, for as long as the state has them. */
export const describeInstances: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'ec2:DescribeInstances', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'InstanceId');
    checkNoPaging(call, ids, 'instancesSet');
    const all = resourcesOf(call.region).instances;
    const requested =
      ids.length === 0
        ? all
        : findByIds(all, ids, {
            prefix: 'i',
            notFound: 'InvalidInstanceID.NotFound',
            malformed: 'InvalidInstanceID.Malformed',
            words: 'instance',
          });
    const { part, nextToken } = paginateEc2(call, applyFilters(call.params, requested, filterFields(call)));
    return { reservationSet: xmlItems(reservations(call, part)), nextToken };
  },
};
