import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { ACTIONS, type Feature, type ResourceLevel } from './iam-policy-actions.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** What a policy is for; an empty list or null does not limit it. */
export interface PolicyRequest {
  readonly features: readonly Feature[];
  readonly groups: readonly SecurityGroupId[];
  readonly region: Region | null;
  readonly account: string | null;
  /** ARNs of the roles that may be assumed. */
  readonly roles: readonly string[];
}

/** The policy that allows what the product does with these features, and no more. */
export function buildPolicy(request: PolicyRequest): PolicyDocument {
  const features: readonly string[] = ['base', ...request.features];
  const wanted = ACTIONS.filter(({ feature }) => features.includes(feature));
  return groupStatements(wanted.map(({ action, level }) => [action, listResources(level, request)]));
}

/** The smallest policy that allows these of the product's actions; null for none. */
export function buildPolicyForActions(
  actions: readonly string[],
  request: Omit<PolicyRequest, 'features'>,
): PolicyDocument | null {
  const wanted = ACTIONS.filter(({ action }) => actions.includes(action));
  if (wanted.length === 0) return null;
  return groupStatements(
    wanted.map(({ action, level }) => [action, listResources(level, { ...request, features: [] })]),
  );
}

/** As text, laid out like AWS's own examples. */
export const formatPolicy = (policy: PolicyDocument): string => `${JSON.stringify(policy, null, 2)}\n`;

function listResources(level: ResourceLevel, { groups, region, account, roles }: PolicyRequest): string[] {
  if (level === 'role' && roles.length > 0) return sortUnique(roles);
  if (level === 'user') {
    const users = `arn:${findPartition(region)}:iam::*:user`;
    // The name of a user is the last part alone; their ARN may have a path before it.
    return [`${users}/\${aws:username}`, `${users}/*/\${aws:username}`];
  }
  const isGroups = level === 'group' || level === 'group-and-rules';
  if (!isGroups || (groups.length === 0 && region === null && account === null)) return ['*'];
  const arnPrefix = `arn:${findPartition(region)}:ec2:${region ?? '*'}:${account ?? '*'}`;
  const arns = formatGroupArns(arnPrefix, groups.length > 0 ? groups : ['*']);
  return level === 'group' ? arns : [...arns, formatAnyRuleArn(arnPrefix)];
}

/**
 * The smallest statement that allows an action on a resource that AWS named in a refusal; of an action that needs
 * several, AWS names one at a time.
 *
 * @param resource - Null: AWS named none.
 * @param group - The group that the action was about, where it was about one.
 */
export function buildStatement(
  action: string,
  resource: string | null,
  group: string | undefined,
): Statement {
  const level = ACTIONS.find((one) => one.action === action)?.level;
  const [, arnPrefix] = /^(arn:[^:]*:ec2:[^:]*:[^:]*):security-group(?:-rule)?\//.exec(resource ?? '') ?? [];
  if (level !== 'group-and-rules' || arnPrefix === undefined)
    return allowStatement([action], [resource ?? '*']);
  return allowStatement(
    [action],
    [...formatGroupArns(arnPrefix, [group ?? '*']), formatAnyRuleArn(arnPrefix)],
  );
}

// A rule's id is not known before the rule exists.
export const formatAnyRuleArn = (arnPrefix: string) => `${arnPrefix}:security-group-rule/*`;

export const formatGroupArns = (arnPrefix: string, groups: readonly string[]) =>
  sortUnique(groups).map((group) => `${arnPrefix}:security-group/${group}`);

export const sortUnique = (texts: readonly string[]) => [...new Set(texts)].sort();

/** One statement for each service and resource, in the order of the actions: so the guide writes it. */
function groupStatements(
  grants: readonly (readonly [action: string, resources: readonly string[]])[],
): PolicyDocument {
  const statements = new Map<string, { actions: string[]; resources: readonly string[] }>();
  for (const [action, resources] of grants) {
    const key = [action.split(':')[0], ...resources].join(' ');
    const statement = statements.get(key);
    if (statement) statement.actions.push(action);
    else statements.set(key, { actions: [action], resources });
  }
  return toPolicyDocument(
    [...statements.values()].map(({ actions, resources }) => allowStatement(actions, resources)),
  );
}

export const toPolicyDocument = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

export const allowStatement = (actions: readonly string[], resources: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: unwrapSingle(actions),
  Resource: unwrapSingle(resources),
});

function unwrapSingle(texts: readonly string[]): string | string[] {
  const [only, ...others] = texts;
  return only !== undefined && others.length === 0 ? only : [...texts];
}

/** The part of AWS that a region belongs to, as ARNs begin with it. */
export function findPartition(region: Region | null): string {
  const [, partition] = PARTITIONS.find(([prefix]) => region?.startsWith(prefix)) ?? [];
  return partition ?? 'aws';
}

const PARTITIONS = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
] as const;
