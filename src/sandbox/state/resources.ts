/** What of an account is in security groups, as far as one may ask for it. Addresses follow from the names. */
export interface Resources {
  instances: Instance[];
  interfaces: NetworkInterface[];
  dbInstances: DbInstance[];
  dbClusters: DbCluster[];
  dbProxies: DbProxy[];
  cacheClusters: CacheCluster[];
  replicationGroups: ReplicationGroup[];
  serverlessCaches: ServerlessCache[];
  loadBalancers: LoadBalancer[];
  functions: LambdaFunction[];
  /** Rules in one direction of a group, for each address family: what Service Quotas tells, and EC2 keeps to. */
  rulesPerGroup: number;
}

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface Instance {
  id: string;
  /** Instances that were started together share it. */
  reservationId: string;
  state: InstanceState;
  /** A terminated instance is in no network any more. */
  vpcId?: string;
  subnetId?: string;
  privateIp?: string;
  publicIp?: string;
  /** Ids of security groups. */
  groups: string[];
  tags: Tag[];
}

export interface NetworkInterface {
  id: string;
  description: string;
  vpcId: string;
  subnetId: string;
  privateIp: string;
  publicIp?: string;
  groups: string[];
  /** `interface`, `network_load_balancer`, `lambda`, … */
  type: string;
  /** Of an interface that a service made for itself. */
  requesterId?: string;
  instanceId?: string;
  tags: Tag[];
}

export interface DbInstance {
  name: string;
  engine: string;
  port: number;
  publiclyAccessible: boolean;
  /** While it is `creating` it has no endpoint. */
  status: string;
  vpcId: string;
  groups: string[];
  /** The cluster that it is a member of. */
  cluster?: string;
}

export interface DbCluster {
  name: string;
  engine: string;
  port: number;
  status: string;
  groups: string[];
}

export interface DbProxy {
  name: string;
  engineFamily: 'MYSQL' | 'POSTGRESQL' | 'SQLSERVER';
  vpcId: string;
  groups: string[];
}

export interface CacheCluster {
  name: string;
  engine: 'redis' | 'valkey' | 'memcached';
  port: number;
  nodes: number;
  status: string;
  groups: string[];
  replicationGroup?: string;
}

/** Is in no group itself: its members are. */
export interface ReplicationGroup {
  name: string;
  description: string;
  port: number;
  status: string;
  members: string[];
}

export interface ServerlessCache {
  name: string;
  engine: 'redis' | 'valkey' | 'memcached';
  port: number;
  status: string;
  groups: string[];
}

export interface LoadBalancer {
  name: string;
  type: 'application' | 'network';
  scheme: 'internet-facing' | 'internal';
  vpcId: string;
  /** A network load balancer may be in none. */
  groups: string[];
  listeners: { protocol: string; port: number }[];
}

export interface LambdaFunction {
  name: string;
  /** Absent: it runs outside of every VPC. */
  vpc?: { vpcId: string; subnetIds: string[]; groups: string[] };
}

const NONE: Readonly<Resources> = {
  instances: [],
  interfaces: [],
  dbInstances: [],
  dbClusters: [],
  dbProxies: [],
  cacheClusters: [],
  replicationGroups: [],
  serverlessCaches: [],
  loadBalancers: [],
  functions: [],
  // AWS's default.
  rulesPerGroup: 60,
};

/** What there is in a region, which is nothing where nobody has put anything. */
export function resourcesOf(region: { resources?: Partial<Resources> } | undefined): Readonly<Resources> {
  return { ...NONE, ...region?.resources };
}

export interface Tag {
  key: string;
  value: string;
}
