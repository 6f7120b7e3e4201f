/** What needs more than the minimal policy; the values of `awswhitelist policy --for`. */
export const FEATURES = ['rule-ids', 'key-age', 'roles', 'targets', 'quota', 'grants'] as const;
export type Feature = (typeof FEATURES)[number];

/**
 * What AWS lets a policy limit an action to: nothing (`*`), groups, groups together with their rules (the action needs
 * both), the caller's own user, or roles.
 */
export type ResourceLevel = '*' | 'group' | 'group-and-rules' | 'user' | 'role';

export interface PolicyAction {
  readonly action: string;
  /** What needs it; `base`: every tool. */
  readonly feature: Feature | 'base';
  readonly write: boolean;
  readonly level: ResourceLevel;
}

/** Every AWS action of the product, in the order in which policies list them. */
export const ACTIONS: readonly PolicyAction[] = [
  { action: 'ec2:DescribeSecurityGroups', feature: 'base', write: false, level: '*' },
  { action: 'ec2:AuthorizeSecurityGroupIngress', feature: 'base', write: true, level: 'group' },
  { action: 'ec2:RevokeSecurityGroupIngress', feature: 'base', write: true, level: 'group' },
  { action: 'sts:GetCallerIdentity', feature: 'base', write: false, level: '*' },
  { action: 'ec2:DescribeSecurityGroupRules', feature: 'rule-ids', write: false, level: '*' },
  { action: 'ec2:DescribeInstances', feature: 'targets', write: false, level: '*' },
  { action: 'ec2:DescribeNetworkInterfaces', feature: 'targets', write: false, level: '*' },
  { action: 'rds:DescribeDBInstances', feature: 'targets', write: false, level: '*' },
  { action: 'rds:DescribeDBClusters', feature: 'targets', write: false, level: '*' },
  { action: 'rds:DescribeDBProxies', feature: 'targets', write: false, level: '*' },
  { action: 'elasticache:DescribeCacheClusters', feature: 'targets', write: false, level: '*' },
  { action: 'elasticache:DescribeReplicationGroups', feature: 'targets', write: false, level: '*' },
  { action: 'elasticache:DescribeServerlessCaches', feature: 'targets', write: false, level: '*' },
  { action: 'elasticloadbalancing:DescribeLoadBalancers', feature: 'targets', write: false, level: '*' },
  { action: 'lambda:GetFunctionConfiguration', feature: 'targets', write: false, level: '*' },
  { action: 'servicequotas:GetServiceQuota', feature: 'quota', write: false, level: '*' },
  { action: 'ec2:DescribeManagedPrefixLists', feature: 'quota', write: false, level: '*' },
  {
    action: 'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
    feature: 'grants',
    write: true,
    level: 'group',
  },
  { action: 'ec2:ModifySecurityGroupRules', feature: 'grants', write: true, level: 'group-and-rules' },
  { action: 'iam:ListAccessKeys', feature: 'key-age', write: false, level: 'user' },
  { action: 'sts:AssumeRole', feature: 'roles', write: true, level: 'role' },
  { action: 'sts:SetSourceIdentity', feature: 'roles', write: true, level: 'role' },
  // Where a session carries transitive tags, as those of EKS Pod Identity do.
  { action: 'sts:TagSession', feature: 'roles', write: true, level: 'role' },
];
