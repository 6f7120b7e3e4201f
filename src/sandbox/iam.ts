import type { Statement } from './state.ts';

export type Verdict = 'allowed' | 'implicit-deny' | 'explicit-deny';

/** One thing that a call needs leave for: an action on a resource's ARN, or on `*` where it has no resource level. */
export interface Need {
  action: string;
  resource: string;
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

function covers(statement: Statement, need: Need): boolean {
  const action = need.action.toLowerCase();
  return (
    statement.actions.some((pattern) => matchesPattern(pattern.toLowerCase(), action)) &&
    statement.resources.some((pattern) => matchesPattern(pattern, need.resource))
  );
}

/**
 * What a policy says to one need: any matching Deny wins, else a matching Allow, else nothing allows it. A
 * statement naming an ARN does not cover a need on `*`, as with EC2's Describe actions.
 */
export function evaluate(policy: readonly Statement[], need: Need): Verdict {
  const effects = policy.filter((statement) => covers(statement, need)).map(({ effect }) => effect);
  if (effects.includes('Deny')) return 'explicit-deny';
  return effects.includes('Allow') ? 'allowed' : 'implicit-deny';
}

/** The sentence with which AWS says who may not do what to which resource, and why. */
export function denial(arn: string, need: Need, verdict: Exclude<Verdict, 'allowed'>): string {
  const reason =
    verdict === 'explicit-deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${need.action} action`;
  return `User: ${arn} is not authorized to perform: ${need.action} on resource: ${need.resource} ${reason}`;
}
