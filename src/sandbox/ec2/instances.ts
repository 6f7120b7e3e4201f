import type { Action, Call } from '#sandbox/auth/call.ts';
import { values } from '#sandbox/query.ts';
import {
  type Instance,
  type InstanceState,
  type NetworkInterface,
  resourcesOf,
} from '#sandbox/state/resources.ts';
import { type XmlNode, items } from '#sandbox/xml.ts';
import { privateName, publicName } from './dns-names.ts';
import { type Fields, filtered } from './filters.ts';
import { withIds } from './ids.ts';
import { association, groupSet } from './interfaces.ts';
import { checkNoPages, page } from './page.ts';
import { tagSet } from './tags.ts';

const STATE_CODES: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

const some = (value: string | undefined) => (value === undefined ? [] : [value]);

function interfacesOf(call: Call, { id }: Instance): NetworkInterface[] {
  return resourcesOf(call.region).interfaces.filter(({ instanceId }) => instanceId === id);
}

function fieldsOf(call: Call): Fields<Instance> {
  const { regionName, state } = call;
  const ofInterfaces = (pick: (one: NetworkInterface) => readonly string[]) => (instance: Instance) =>
    interfacesOf(call, instance).flatMap(pick);
  return {
    'instance-id': ({ id }) => [id],
    'instance-state-name': (instance) => [instance.state],
    'instance-state-code': (instance) => [String(STATE_CODES[instance.state])],
    'reservation-id': ({ reservationId }) => [reservationId],
    'private-ip-address': ({ privateIp }) => some(privateIp),
    'ip-address': ({ publicIp }) => some(publicIp),
    'private-dns-name': ({ privateIp }) => some(privateIp).map((one) => privateName(one, regionName)),
    'dns-name': ({ publicIp }) => some(publicIp).map((one) => publicName(one, regionName)),
    'network-interface.network-interface-id': ofInterfaces(({ id }) => [id]),
    'network-interface.group-id': ofInterfaces(({ groups }) => groups),
    'network-interface.addresses.private-ip-address': ofInterfaces(({ privateIp }) => [privateIp]),
    'network-interface.addresses.association.public-ip': ofInterfaces(({ publicIp }) => some(publicIp)),
    'network-interface.private-dns-name': ofInterfaces((one) => [privateName(one.privateIp, regionName)]),
    'instance.group-id': ({ groups }) => groups,
    'vpc-id': ({ vpcId }) => some(vpcId),
    'subnet-id': ({ subnetId }) => some(subnetId),
    'owner-id': () => [state.accountId],
    'tag-key': ({ tags }) => tags.map(({ key }) => key),
  };
}

function interfaceItem(call: Call, one: NetworkInterface): XmlNode {
  const { regionName, state } = call;
  const address = {
    privateIpAddress: one.privateIp,
    privateDnsName: privateName(one.privateIp, regionName),
    association: association(one.publicIp, regionName, state.accountId),
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
    privateIpAddressesSet: items([{ ...address, primary: true }]),
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
    networkInterfaceSet: items(interfacesOf(call, instance).map((one) => interfaceItem(call, one))),
  };
}

/** Instances under the reservations that they were started with. */
function reservations(call: Call, instances: readonly Instance[]): XmlNode[] {
  const ids = [...new Set(instances.map(({ reservationId }) => reservationId))];
  return ids.map((reservationId) => ({
    reservationId,
    ownerId: call.state.accountId,
    groupSet: '',
    instancesSet: items(
      instances
        .filter((one) => one.reservationId === reservationId)
        .map((instance) => instanceItem(call, instance)),
    ),
  }));
}

/** `DescribeInstances`: also those that are gone, for as long as the state has them. */
export const describeInstances: Action = {
  writes: false,
  needs: () => [{ action: 'ec2:DescribeInstances', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'InstanceId');
    checkNoPages(call, ids, 'instancesSet');
    const all = resourcesOf(call.region).instances;
    const asked =
      ids.length === 0
        ? all
        : withIds(all, ids, {
            prefix: 'i',
            notFound: 'InvalidInstanceID.NotFound',
            malformed: 'InvalidInstanceID.Malformed',
            words: 'instance',
          });
    const { part, nextToken } = page(call, filtered(call.params, asked, fieldsOf(call)));
    return { reservationSet: items(reservations(call, part)), nextToken };
  },
};
