import { WhitelistError } from './errors.ts';
import { ACTIONS, type Feature, type ResourceLevel } from './iam-policy-actions.ts';
import type { SecurityGroupId } from './ids.ts';
import { partitionOf } from './partition.ts';
import type { Region } from './regions.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** What a policy is asked for; what is empty or null limits nothing. */
export interface PolicyRequest {
  readonly features: readonly Feature[];
  readonly groups: readonly SecurityGroupId[];
  readonly region: Region | null;
  readonly account: string | null;
  /** ARNs of the roles that may be assumed. */
  readonly roles: readonly string[];
}

/** AWS's longest policy for a session, in characters. */
const SESSION_POLICY_LIMIT = 2_048;

/** The policy that lets its user do what the product does with these features, and no more. */
export function policyDocument(request: PolicyRequest): PolicyDocument {
  const features: readonly string[] = ['base', ...request.features];
  const wanted = ACTIONS.filter(({ feature }) => features.includes(feature));
  return documentOf(wanted.map(({ action, level }) => [action, resourcesOf(level, request)]));
}

/** The smallest policy that allows these of the product's actions; null for none. */
export function policyFor(
  actions: readonly string[],
  request: Omit<PolicyRequest, 'features'>,
): PolicyDocument | null {
  const wanted = ACTIONS.filter(({ action }) => actions.includes(action));
  if (wanted.length === 0) return null;
  return documentOf(
    wanted.map(({ action, level }) => [action, resourcesOf(level, { ...request, features: [] })]),
  );
}

/** As text, laid out like AWS's own examples. */
export const formatPolicy = (policy: PolicyDocument): string => `${JSON.stringify(policy, null, 2)}\n`;

function resourcesOf(level: ResourceLevel, { groups, region, account, roles }: PolicyRequest): string[] {
  if (level === 'role' && roles.length > 0) return unique(roles);
  if (level === 'user') return [`arn:${partitionOf(region)}:iam::*:user/\${aws:username}`];
  if (level !== 'group' || (groups.length === 0 && region === null && account === null)) return ['*'];
  const place = `arn:${partitionOf(region)}:ec2:${region ?? '*'}:${account ?? '*'}`;
  return groupArns(place, groups.length > 0 ? groups : ['*']);
}

const groupArns = (place: string, groups: readonly string[]) =>
  unique(groups).map((group) => `${place}:security-group/${group}`);

const unique = (texts: readonly string[]) => [...new Set(texts)].sort();

/** One statement for each service and resource, in the order of the actions: so the guide writes it. */
function documentOf(
  grants: readonly (readonly [action: string, resources: readonly string[]])[],
): PolicyDocument {
  const statements = new Map<string, { actions: string[]; resources: readonly string[] }>();
  for (const [action, resources] of grants) {
    const key = [action.split(':')[0], ...resources].join(' ');
    const statement = statements.get(key);
    if (statement) statement.actions.push(action);
    else statements.set(key, { actions: [action], resources });
  }
  return policyOf([...statements.values()].map(({ actions, resources }) => allow(actions, resources)));
}

const policyOf = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

const allow = (actions: readonly string[], resources: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: oneOrAll(actions),
  Resource: oneOrAll(resources),
});

function oneOrAll(texts: readonly string[]): string | string[] {
  const [only, ...others] = texts;
  return only !== undefined && others.length === 0 ? only : [...texts];
}

export interface SessionScope {
  readonly partition: string;
  readonly account: string;
  readonly region: Region;
  /** The groups that the session may change; none: it may change nothing. */
  readonly groups: readonly SecurityGroupId[];
  /** ARNs of the roles that will be assumed with it, in a chain of roles. Default: none. */
  readonly roles?: readonly string[];
}

/**
 * The policy that narrows a role's session to one call: all that the product reads, and changes of these groups
 * alone. A session has what both this and the role's own policies allow.
 *
 * @throws WhitelistError `invalid_input` for more groups or roles than AWS takes
 */
export function sessionPolicy(scope: SessionScope): string {
  const groups = unique(scope.groups);
  const text = sessionText(scope, groups);
  if (text.length <= SESSION_POLICY_LIMIT) return text;
  const fits = (count: number) => sessionText(scope, groups.slice(0, count)).length <= SESSION_POLICY_LIMIT;
  if (!fits(Math.min(groups.length, 1)))
    throw new WhitelistError(
      'invalid_input',
      'The roles to go on to are too many for one session of a role.',
      {
        guidance: ["List fewer in the config file's required_iam_roles."],
      },
    );
  const fitting = groups.filter((_, i) => fits(i + 1)).length;
  throw new WhitelistError(
    'invalid_input',
    `${groups.length} security groups are too many for one session of a role: its policy holds ${fitting}.`,
    { guidance: [`Name at most ${fitting} groups in one call.`] },
  );
}

function sessionText(
  { partition, account, region, roles = [] }: SessionScope,
  groups: readonly string[],
): string {
  const place = `arn:${partition}:ec2:${region}:${account}`;
  const reads = ACTIONS.filter(({ write }) => !write).map(({ action }) => action);
  const writes = ACTIONS.filter(({ write, level }) => write && level === 'group').map(({ action }) => action);
  // The rules are named too, since EC2 asks for them besides the group where a rule itself is meant.
  const changed = [...groupArns(place, groups), `${place}:security-group-rule/*`];
  const assumes = ACTIONS.filter(({ level }) => level === 'role').map(({ action }) => action);
  const statements = [
    allow(reads, ['*']),
    ...(groups.length === 0 ? [] : [allow(writes, changed)]),
    ...(roles.length === 0 ? [] : [allow(assumes, unique(roles))]),
  ];
  return JSON.stringify(policyOf(statements));
}
