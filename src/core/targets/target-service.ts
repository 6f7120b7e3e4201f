import type { TargetKind } from './found-target.ts';

/**
 * What stands before a name and a colon where its kind is said: `rds:staging-db`. AWS's own short names, and `sg` for
 * security groups.
 */
export const TARGET_SERVICES = {
  sg: 'security groups',
  ec2: 'EC2 instances',
  rds: 'RDS',
  elasticache: 'ElastiCache',
  elb: 'Elastic Load Balancing',
  lambda: 'Lambda',
  autoscaling: 'Auto Scaling groups',
  eks: 'EKS clusters',
  efs: 'EFS file systems',
} as const;

export type TargetService = keyof typeof TARGET_SERVICES;

/** Where a kind of thing is looked up. */
export const SERVICE_OF_KIND: Readonly<Record<TargetKind, TargetService>> = {
  security_group: 'sg',
  instance: 'ec2',
  network_interface: 'ec2',
  database: 'rds',
  database_cluster: 'rds',
  cache: 'elasticache',
  replication_group: 'elasticache',
  serverless_cache: 'elasticache',
  load_balancer: 'elb',
  function: 'lambda',
  database_proxy: 'rds',
  auto_scaling_group: 'autoscaling',
  kubernetes_cluster: 'eks',
  file_system: 'efs',
};

/** AWS's services by the first part of their actions, for people. */
const NAMES_BY_ACTION: Readonly<Record<string, string>> = {
  ec2: 'EC2',
  rds: 'RDS',
  elasticache: 'ElastiCache',
  elasticloadbalancing: 'Elastic Load Balancing',
  lambda: 'Lambda',
};

/** `RDS`, of `rds:DescribeDBInstances` */
export function nameService(action: string): string {
  const [service = action] = action.split(':');
  return NAMES_BY_ACTION[service] ?? service;
}

const isService = (text: string): text is TargetService => Object.hasOwn(TARGET_SERVICES, text);

/** @returns null where no service stands before the name */
export function splitService(
  text: string,
): { readonly service: TargetService; readonly name: string } | null {
  const at = text.indexOf(':');
  const [service, name] = [text.slice(0, at).toLowerCase(), text.slice(at + 1).trim()];
  return at > 0 && name !== '' && isService(service) ? { service, name } : null;
}
