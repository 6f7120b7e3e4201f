import type { Resources } from '#sandbox/state/resources.ts';
import { INSTANCES, INTERFACES } from './seed-instances.ts';
import {
  SECOND_REGION_VPC,
  BUILD_RUNNERS_GROUPS,
  GUIDE_EXAMPLE,
  OFFICE_ACCESS,
  PRODUCTION_VPC,
  STAGING_POSTGRES_GROUPS,
  DEFAULT_VPC,
  WEB_GROUPS,
  groupId,
  subnetId,
} from './seed-names.ts';

/** The resources of `us-east-1`, in the groups of the seed. */
export const MAIN_RESOURCES: Partial<Resources> = {
  instances: INSTANCES,
  interfaces: INTERFACES,
  dbInstances: [
    {
      name: 'staging-db',
      engine: 'postgres',
      port: 5432,
      publiclyAccessible: false,
      status: 'available',
      vpcId: PRODUCTION_VPC,
      groups: STAGING_POSTGRES_GROUPS,
    },
    {
      name: 'reports-db',
      engine: 'postgres',
      port: 5433,
      publiclyAccessible: true,
      status: 'available',
      vpcId: DEFAULT_VPC,
      groups: [GUIDE_EXAMPLE],
    },
    ...['orders-1', 'orders-2'].map((name) => ({
      name,
      engine: 'aurora-mysql',
      port: 3306,
      publiclyAccessible: false,
      status: 'available',
      vpcId: PRODUCTION_VPC,
      groups: [OFFICE_ACCESS],
      cluster: 'orders',
    })),
  ],
  dbClusters: [
    { name: 'orders', engine: 'aurora-mysql', port: 3306, status: 'available', groups: [OFFICE_ACCESS] },
  ],
  dbProxies: [
    { name: 'orders-proxy', engineFamily: 'MYSQL', vpcId: PRODUCTION_VPC, groups: [OFFICE_ACCESS] },
  ],
  cacheClusters: [
    ...['sessions-001', 'sessions-002'].map((name) => ({
      name,
      engine: 'redis' as const,
      port: 6379,
      nodes: 1,
      status: 'available',
      groups: BUILD_RUNNERS_GROUPS,
      replicationGroup: 'sessions',
    })),
    { name: 'pages', engine: 'memcached', port: 11211, nodes: 2, status: 'available', groups: WEB_GROUPS },
  ],
  replicationGroups: [
    {
      name: 'sessions',
      description: 'who is signed in',
      port: 6379,
      status: 'available',
      members: ['sessions-001', 'sessions-002'],
    },
  ],
  serverlessCaches: [
    { name: 'carts', engine: 'valkey', port: 6379, status: 'available', groups: WEB_GROUPS },
  ],
  loadBalancers: [
    {
      name: 'shop',
      type: 'application',
      scheme: 'internet-facing',
      vpcId: PRODUCTION_VPC,
      groups: WEB_GROUPS,
      listeners: [
        { protocol: 'HTTPS', port: 443 },
        { protocol: 'HTTP', port: 80 },
      ],
    },
    {
      name: 'edge',
      type: 'network',
      scheme: 'internet-facing',
      vpcId: PRODUCTION_VPC,
      groups: [],
      listeners: [{ protocol: 'TCP', port: 8883 }],
    },
    {
      name: 'intranet',
      type: 'application',
      scheme: 'internal',
      vpcId: PRODUCTION_VPC,
      groups: [OFFICE_ACCESS],
      listeners: [{ protocol: 'HTTPS', port: 443 }],
    },
  ],
  functions: [
    {
      name: 'nightly-report',
      vpc: {
        vpcId: PRODUCTION_VPC,
        subnetIds: [subnetId('production/private')],
        groups: BUILD_RUNNERS_GROUPS,
      },
    },
    { name: 'hello' },
  ],
};

/** Those of `eu-west-1`: a name that `us-east-1` does not have. */
export const SECOND_RESOURCES: Partial<Resources> = {
  dbInstances: [
    {
      name: 'paris-db',
      engine: 'mysql',
      port: 3306,
      publiclyAccessible: true,
      status: 'available',
      vpcId: SECOND_REGION_VPC,
      groups: [groupId('vpn-gateway')],
    },
  ],
};
