import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Rights, denialMessage, evaluate, matchesPattern, findDenial } from './policies.ts';
import type { Statement } from '#sandbox/state/state.ts';

describe('matchesPattern', () => {
  it('agrees with a regular expression', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '.'), maxLength: 12 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
    );
  });

  it('is quick where a naive matcher is not', () => {
    expect(matchesPattern(`${'*a'.repeat(40)}b`, 'a'.repeat(2_000))).toBe(false);
  });
});

const statement = (effect: Statement['effect'], action: string, resource = '*'): Statement => ({
  effect,
  actions: [action],
  resources: [resource],
});
const GROUP = 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-1';
const need = { action: 'ec2:RevokeSecurityGroupIngress', resource: GROUP };

describe('evaluate', () => {
  it('denies what nothing allows', () => {
    expect(evaluate([], need)).toBe('implicit-deny');
    expect(evaluate([statement('Allow', 'ec2:Describe*')], need)).toBe('implicit-deny');
  });

  it('allows by wildcard, in any case of the action', () => {
    expect(evaluate([statement('Allow', 'EC2:revoke*')], need)).toBe('allowed');
    expect(evaluate([statement('Allow', '*')], need)).toBe('allowed');
  });

  it('lets a Deny win, whatever the order', () => {
    const policy = [statement('Deny', 'ec2:Revoke*'), statement('Allow', '*')];
    expect(evaluate(policy, need)).toBe('explicit-deny');
    expect(evaluate(policy.toReversed(), need)).toBe('explicit-deny');
  });

  it('keeps to the resource of a statement', () => {
    expect(evaluate([statement('Allow', '*', GROUP)], need)).toBe('allowed');
    expect(evaluate([statement('Allow', '*', 'arn:aws:ec2:*:*:security-group/sg-?')], need)).toBe('allowed');
    expect(evaluate([statement('Allow', '*', `${GROUP}2`)], need)).toBe('implicit-deny');
  });

  it('does not cover a call without resource level by a statement that names an ARN', () => {
    const describing = { action: 'ec2:DescribeSecurityGroups', resource: '*' };
    expect(evaluate([statement('Allow', 'ec2:*', GROUP)], describing)).toBe('implicit-deny');
  });
});

describe('a statement with a condition', () => {
  const only = (condition: Statement['condition'] & {}): Statement[] => [
    { ...statement('Allow', '*'), condition },
  ];

  it('asks what the request tells of MFA; the key may be missing altogether', () => {
    const verdicts = (policy: Statement[]) =>
      [true, false, null].map((mfa) => evaluate(policy, need, { mfa }) === 'allowed');
    expect(verdicts(only({ mfa: true }))).toEqual([true, false, false]);
    expect(verdicts(only({ mfa: false }))).toEqual([false, true, false]);
    expect(verdicts(only({ mfa: true, ifExists: true }))).toEqual([true, false, true]);
    expect(verdicts(only({ mfa: false, ifExists: true }))).toEqual([false, true, true]);
  });
});

describe('any policy', () => {
  const patterns = (...texts: string[]) =>
    fc.array(fc.constantFrom('*', ...texts), { minLength: 1, maxLength: 2 });
  const statements: fc.Arbitrary<Statement> = fc.record(
    {
      effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      actions: patterns('ec2:*', 'ec2:Revoke*', 'sts:*', need.action),
      notActions: fc.boolean(),
      resources: patterns(GROUP, 'arn:aws:ec2:*', 'arn:aws:iam::*'),
      notResources: fc.boolean(),
      condition: fc.record({ mfa: fc.boolean() }),
    },
    { requiredKeys: ['effect', 'actions', 'resources'] },
  );
  const policies = fc.array(statements, { maxLength: 4 });
  const needs = fc.record({
    action: fc.constantFrom(need.action, 'ec2:DescribeVpcs', 'sts:AssumeRole'),
    resource: fc.constantFrom(GROUP, '*', 'arn:aws:iam::123456789012:role/Hub'),
  });
  const contexts = fc.record({ mfa: fc.constantFrom(true, false, null) });
  const all = fc.tuple(policies, policies, needs, contexts);

  it('of a session lets pass what both allow and neither denies, and nothing else', () => {
    fc.assert(
      fc.property(all, ([policy, sessionPolicy, asked, context]) => {
        const verdicts = [policy, sessionPolicy].map((one) => evaluate(one, asked, context));
        const found = findDenial({ policy, sessionPolicy, context }, asked);
        expect(found === null).toBe(verdicts.every((verdict) => verdict === 'allowed'));
        expect(found?.verdict === 'explicit-deny').toBe(verdicts.includes('explicit-deny'));
      }),
    );
  });

  it('of a session takes away and never adds', () => {
    fc.assert(
      fc.property(all, ([policy, sessionPolicy, asked, context]) => {
        const without: Rights = { policy, sessionPolicy: null, context };
        if (findDenial(without, asked) !== null) {
          expect(findDenial({ ...without, sessionPolicy }, asked)).not.toBeNull();
        }
        expect(findDenial({ ...without, sessionPolicy: [statement('Allow', '*')] }, asked)).toEqual(
          findDenial(without, asked),
        );
        expect(findDenial({ ...without, sessionPolicy: [] }, asked)).not.toBeNull();
      }),
    );
  });

  it('covers by Not what it does not cover without, and the other way round', () => {
    fc.assert(
      fc.property(
        statements,
        needs,
        contexts,
        ({ notActions: _a, notResources: _r, ...one }, asked, context) => {
          const applies = (more: Partial<Statement>) =>
            evaluate([{ ...one, ...more }], asked, context) !== 'implicit-deny';
          const met = [
            applies({}),
            applies({ notActions: true }),
            applies({ notResources: true }),
            applies({ notActions: true, notResources: true }),
          ];
          const holds = one.condition === undefined || one.condition.mfa === context.mfa;
          expect(met.filter(Boolean)).toHaveLength(holds ? 1 : 0);
        },
      ),
    );
  });
});

it('says who, what and on which resource', () => {
  const words = denialMessage('arn:aws:iam::123456789012:user/ada', need, {
    policy: 'identity-based',
    verdict: 'implicit-deny',
  });
  expect(words).toContain('user/ada');
  expect(words).toContain(need.action);
  expect(words).toContain(GROUP);
  expect(words).toContain('no identity-based policy allows');
  expect(denialMessage('x', need, { policy: 'identity-based', verdict: 'explicit-deny' })).toContain(
    'explicit deny',
  );
  expect(denialMessage('x', need, { policy: 'session', verdict: 'implicit-deny' })).toContain(
    `because no session policy allows the ${need.action} action`,
  );
  expect(denialMessage('x', need, { policy: 'session', verdict: 'explicit-deny' })).toContain(
    'with an explicit deny in a session policy',
  );
});
