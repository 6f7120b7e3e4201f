import type { KeyRecord, MfaCondition, Statement } from '#sandbox/state/state.ts';

export type Verdict = 'allowed' | 'implicit-deny' | 'explicit-deny';

/** One thing that a call needs leave for: an action on a resource's ARN, or on `*` where it has no resource level. */
export interface Permission {
  action: string;
  resource: string;
  /** What a refusal calls the resource, where that is not its ARN; `null`: some services say nothing of it. */
  shown?: string | null;
}

/** What conditions are held against. */
export interface ConditionContext {
  /** `aws:MultiFactorAuthPresent`; `null` where the request does not have the key at all. */
  mfa: boolean | null;
}

/** What somebody may do: what the policy allows and, where there is one, the session's policy too. */
export interface Rights {
  policy: readonly Statement[];
  sessionPolicy: readonly Statement[] | null;
  context: ConditionContext;
}

/** Which policy refuses, and how. */
export interface Denial {
  policy: 'identity-based' | 'session';
  verdict: Exclude<Verdict, 'allowed'>;
}

/** Requests signed with a long-term key say nothing of MFA; those of a session do, either way. */
export function getRights(key: KeyRecord): Rights {
  return {
    policy: key.policy,
    sessionPolicy: key.sessionPolicy ?? null,
    context: { mfa: isTemporary(key) ? key.mfa === true : null },
  };
}

/** Whether the key is a session's, rather than a user's own. */
export function isTemporary(key: KeyRecord): boolean {
  return key.sessionToken !== undefined && key.tokenOptional !== true;
}

/** Whether `text` matches a pattern in which `*` stands for any characters and `?` for exactly one. */
export function matchesPattern(pattern: string, text: string): boolean {
  // Two pointers instead of a regular expression: no pattern can make this take exponential time.
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

function matchesAny(patterns: readonly string[], text: string, not = false): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, text)) !== not;
}

function isConditionMet(condition: MfaCondition | undefined, { mfa }: ConditionContext): boolean {
  if (condition === undefined) return true;
  return mfa === null ? condition.ifExists === true : mfa === condition.mfa;
}

function appliesTo(statement: Statement, need: Permission, context: ConditionContext): boolean {
  const actions = statement.actions.map((pattern) => pattern.toLowerCase());
  return (
    matchesAny(actions, need.action.toLowerCase(), statement.notActions) &&
    matchesAny(statement.resources, need.resource, statement.notResources) &&
    isConditionMet(statement.condition, context)
  );
}

/**
 * What a policy says to one need: any matching Deny wins, else a matching Allow, else nothing allows it. A
 * statement naming an ARN does not cover a need on `*`, as with EC2's Describe actions.
 */
export function evaluate(
  policy: readonly Statement[],
  need: Permission,
  context: ConditionContext = { mfa: null },
): Verdict {
  const effects = policy
    .filter((statement) => appliesTo(statement, need, context))
    .map(({ effect }) => effect);
  if (effects.includes('Deny')) return 'explicit-deny';
  return effects.includes('Allow') ? 'allowed' : 'implicit-deny';
}

/** What stands in the way of a need, or `null`: both policies have to allow it, and a Deny in either wins. */
export function findDenial({ policy, sessionPolicy, context }: Rights, need: Permission): Denial | null {
  const verdicts: { policy: Denial['policy']; verdict: Verdict }[] = [
    { policy: 'identity-based', verdict: evaluate(policy, need, context) },
  ];
  if (sessionPolicy !== null) {
    verdicts.push({ policy: 'session', verdict: evaluate(sessionPolicy, need, context) });
  }
  for (const worst of ['explicit-deny', 'implicit-deny'] as const) {
    const found = verdicts.find(({ verdict }) => verdict === worst);
    if (found !== undefined) return { policy: found.policy, verdict: worst };
  }
  return null;
}

/** The first words of every refusal: who may not do what to which resource. */
export function notAuthorizedMessage(
  arn: string,
  { action, resource, shown = resource }: Permission,
): string {
  const where = shown === null ? '' : ` on resource: ${shown}`;
  return `User: ${arn} is not authorized to perform: ${action}${where}`;
}

/** The sentence with which AWS says who may not do what to which resource, and why. */
export function denialMessage(arn: string, need: Permission, { policy, verdict }: Denial): string {
  const article = policy === 'session' ? 'a' : 'an';
  const reason =
    verdict === 'explicit-deny'
      ? `with an explicit deny in ${article} ${policy} policy`
      : `because no ${policy} policy allows the ${need.action} action`;
  return `${notAuthorizedMessage(arn, need)} ${reason}`;
}
