import type { Instance, NetworkInterface, Tag } from '#sandbox/state/resources.ts';
import { fixedHex, fixedId } from './ids.ts';
import {
  BUILD_RUNNERS_GROUPS,
  DEFAULT_VPC,
  groupId,
  GUIDE_EXAMPLE,
  PRODUCTION_VPC,
  STAGING_POSTGRES_GROUPS,
  subnetId,
  WEB_GROUPS,
} from './seed-names.ts';

function tags(name: string, environment: string): Tag[] {
  return [
    { key: 'Name', value: name },
    { key: 'Environment', value: environment },
  ];
}

/** The machines of `us-east-1`. */
export const INSTANCES: Instance[] = [
  {
    id: fixedId('i', 'web-1'),
    reservationId: fixedId('r', 'web'),
    state: 'running',
    vpcId: PRODUCTION_VPC,
    subnetId: subnetId('production/public'),
    privateIp: '10.20.1.11',
    publicIp: '203.0.113.11',
    groups: WEB_GROUPS,
    tags: tags('web-1', 'production'),
  },
  {
    id: fixedId('i', 'web-2'),
    reservationId: fixedId('r', 'web'),
    state: 'running',
    vpcId: PRODUCTION_VPC,
    subnetId: subnetId('production/public'),
    privateIp: '10.20.1.12',
    publicIp: '203.0.113.12',
    groups: WEB_GROUPS,
    tags: tags('web-2', 'production'),
  },
  {
    // Gone, but EC2 tells of it for another hour, name and all.
    id: fixedId('i', 'web-1 of yesterday'),
    reservationId: fixedId('r', 'web of yesterday'),
    state: 'terminated',
    groups: [],
    tags: tags('web-1', 'production'),
  },
  {
    id: fixedId('i', 'bastion'),
    reservationId: fixedId('r', 'bastion'),
    state: 'running',
    vpcId: DEFAULT_VPC,
    subnetId: subnetId('us-east-1/default'),
    privateIp: '172.31.5.20',
    publicIp: '203.0.113.20',
    groups: [groupId('bastion'), GUIDE_EXAMPLE],
    tags: tags('bastion', 'production'),
  },
  {
    id: fixedId('i', 'runner-1'),
    reservationId: fixedId('r', 'runner-1'),
    state: 'running',
    vpcId: PRODUCTION_VPC,
    subnetId: subnetId('production/private'),
    privateIp: '10.20.9.31',
    groups: BUILD_RUNNERS_GROUPS,
    tags: tags('runner-1', 'staging'),
  },
];

/** The first network interface of each instance that is in a network. */
function interfacesOf(instances: readonly Instance[]): NetworkInterface[] {
  return instances.flatMap(({ id, vpcId, subnetId: subnet, privateIp, publicIp, groups }) =>
    vpcId === undefined || subnet === undefined || privateIp === undefined
      ? []
      : {
          id: fixedId('eni', id),
          description: '',
          vpcId,
          subnetId: subnet,
          privateIp,
          ...(publicIp !== undefined && { publicIp }),
          groups,
          type: 'interface',
          instanceId: id,
          tags: [],
        },
  );
}

/** What services made for themselves. */
const SERVICE_INTERFACES: NetworkInterface[] = [
  {
    id: fixedId('eni', 'shop'),
    description: `ELB app/shop/${fixedHex('shop')}`,
    vpcId: PRODUCTION_VPC,
    subnetId: subnetId('production/public'),
    privateIp: '10.20.1.50',
    publicIp: '203.0.113.50',
    groups: WEB_GROUPS,
    type: 'interface',
    requesterId: 'amazon-elb',
    tags: [],
  },
  {
    id: fixedId('eni', 'edge'),
    description: `ELB net/edge/${fixedHex('edge')}`,
    vpcId: PRODUCTION_VPC,
    subnetId: subnetId('production/public'),
    privateIp: '10.20.1.60',
    publicIp: '203.0.113.60',
    groups: [],
    type: 'network_load_balancer',
    requesterId: 'amazon-elb',
    tags: [],
  },
  {
    id: fixedId('eni', 'staging-db'),
    description: 'RDSNetworkInterface',
    vpcId: PRODUCTION_VPC,
    subnetId: subnetId('production/private'),
    privateIp: '10.20.9.80',
    groups: STAGING_POSTGRES_GROUPS,
    type: 'interface',
    requesterId: 'amazon-rds',
    tags: [],
  },
];

/** The interfaces of `us-east-1`. */
export const INTERFACES: NetworkInterface[] = [...interfacesOf(INSTANCES), ...SERVICE_INTERFACES];
