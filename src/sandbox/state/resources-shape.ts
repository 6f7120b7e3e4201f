import { boolean, integer, list, literal, optional, shape, string } from './checks.ts';

/** Tags, of whatever it is. */
export const tags = list(shape({ key: string, value: string }));

const groups = list(string);

const instance = shape({
  id: string,
  reservationId: string,
  state: literal('pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'),
  vpcId: optional(string),
  subnetId: optional(string),
  privateIp: optional(string),
  publicIp: optional(string),
  groups,
  tags,
});
const networkInterface = shape({
  id: string,
  description: string,
  vpcId: string,
  subnetId: string,
  privateIp: string,
  publicIp: optional(string),
  groups,
  type: string,
  requesterId: optional(string),
  instanceId: optional(string),
  tags,
});
const dbInstance = shape({
  name: string,
  engine: string,
  port: integer,
  publiclyAccessible: boolean,
  status: string,
  vpcId: string,
  groups,
  cluster: optional(string),
});
const dbCluster = shape({ name: string, engine: string, port: integer, status: string, groups });
const dbProxy = shape({
  name: string,
  engineFamily: literal('MYSQL', 'POSTGRESQL', 'SQLSERVER'),
  vpcId: string,
  groups,
});
const cacheEngine = literal('redis', 'valkey', 'memcached');
const cacheCluster = shape({
  name: string,
  engine: cacheEngine,
  port: integer,
  nodes: integer,
  status: string,
  groups,
  replicationGroup: optional(string),
});
const replicationGroup = shape({
  name: string,
  description: string,
  port: integer,
  status: string,
  members: list(string),
});
const serverlessCache = shape({ name: string, engine: cacheEngine, port: integer, status: string, groups });
const loadBalancer = shape({
  name: string,
  type: literal('application', 'network'),
  scheme: literal('internet-facing', 'internal'),
  vpcId: string,
  groups,
  listeners: list(shape({ protocol: string, port: integer })),
});
const lambda = shape({
  name: string,
  vpc: optional(shape({ vpcId: string, subnetIds: list(string), groups })),
});

/** The resources of one region in a state file. A kind that an earlier version did not know is left out there. */
export const resources = shape({
  instances: optional(list(instance)),
  interfaces: optional(list(networkInterface)),
  dbInstances: optional(list(dbInstance)),
  dbClusters: optional(list(dbCluster)),
  dbProxies: optional(list(dbProxy)),
  cacheClusters: optional(list(cacheCluster)),
  replicationGroups: optional(list(replicationGroup)),
  serverlessCaches: optional(list(serverlessCache)),
  loadBalancers: optional(list(loadBalancer)),
  functions: optional(list(lambda)),
  rulesPerGroup: optional(integer),
});
