import { WhitelistError } from '#core/errors/errors.ts';
import { ACTIONS, type PolicyAction } from './iam-policy-actions.ts';
import {
  allowStatement,
  formatGroupArns,
  toPolicyDocument,
  formatAnyRuleArn,
  sortUnique,
} from './iam-policy.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';

/** AWS's longest policy for a session, in characters. */
const MAX_SESSION_POLICY_LENGTH = 2_048;

export interface SessionScope {
  readonly partition: string;
  readonly account: string;
  readonly region: Region;
  /** The groups that the session may change; none: it may change nothing. */
  readonly groups: readonly SecurityGroupId[];
  /** ARNs of the roles that will be assumed with it, in a chain of roles. Default: none. */
  readonly roles?: readonly string[];
}

/** How the policy of a session names things. */
interface NamingForm {
  readonly arnPrefix: (scope: SessionScope) => string;
  readonly action: (action: string) => string;
}

/** Each thing by its full name. */
const EXACT_NAMES: NamingForm = {
  arnPrefix: ({ partition, account, region }) => `arn:${partition}:ec2:${region}:${account}`,
  action: (action) => action,
};

/**
 * For more groups. It allows next to nothing more: ids of groups are unique across regions and accounts, and the other
 * actions that the wildcards match only read, or do not concern groups. The role's own policies still limit all of it.
 */
const WILDCARD_NAMES: NamingForm = {
  arnPrefix: ({ partition }) => `arn:${partition}:ec2:*:*`,
  action: (action) =>
    action
      .replace(/:Describe\w+$/, ':Describe*')
      .replace(/:\w+SecurityGroup\w*Ingress$/, ':*SecurityGroup*Ingress'),
};

const isShortEnough = (text: string) => text.length <= MAX_SESSION_POLICY_LENGTH;

/** The same in the form for many groups, which is shorter where there are few, too; for as many as `buildSessionPolicy` takes. */
export const buildShortSessionPolicy = (scope: SessionScope): string =>
  formatSessionPolicy(scope, sortUnique(scope.groups), WILDCARD_NAMES);

/**
 * The policy that narrows a role's session to one call: all that the product reads, and changes of these groups only.
 * A session may do what both this and the role's own policies allow.
 *
 * @throws WhitelistError `invalid_input` for more groups or roles than AWS takes
 */
export function buildSessionPolicy(scope: SessionScope): string {
  const groups = sortUnique(scope.groups);
  const text = [EXACT_NAMES, WILDCARD_NAMES]
    .map((form) => formatSessionPolicy(scope, groups, form))
    .find(isShortEnough);
  if (text !== undefined) return text;
  const fits = (count: number) =>
    isShortEnough(formatSessionPolicy(scope, groups.slice(0, count), WILDCARD_NAMES));
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

function formatSessionPolicy(scope: SessionScope, groups: readonly string[], form: NamingForm): string {
  const arnPrefix = form.arnPrefix(scope);
  const { roles = [] } = scope;
  const actions = (wanted: (action: PolicyAction) => boolean) => [
    ...new Set(ACTIONS.filter(wanted).map(({ action }) => form.action(action))),
  ];
  const reads = actions(({ write }) => !write);
  const writes = actions(({ write, level }) => write && level.startsWith('group'));
  // The rules are named too: for an action on a rule, EC2 checks both the rule and its group.
  const changed = [...formatGroupArns(arnPrefix, groups), formatAnyRuleArn(arnPrefix)];
  const assumes = actions(({ level }) => level === 'role');
  const statements = [
    allowStatement(reads, ['*']),
    ...(groups.length === 0 ? [] : [allowStatement(writes, changed)]),
    ...(roles.length === 0 ? [] : [allowStatement(assumes, sortUnique(roles))]),
  ];
  return JSON.stringify(toPolicyDocument(statements));
}
