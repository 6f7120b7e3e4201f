import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denial, evaluate, matchesPattern } from './policies.ts';
import type { Statement } from './state.ts';

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

it('says who, what and on which resource', () => {
  const words = denial('arn:aws:iam::123456789012:user/ada', need, {
    policy: 'identity-based',
    verdict: 'implicit-deny',
  });
  expect(words).toContain('user/ada');
  expect(words).toContain(need.action);
  expect(words).toContain(GROUP);
  expect(words).toContain('no identity-based policy allows');
  expect(denial('x', need, { policy: 'identity-based', verdict: 'explicit-deny' })).toContain(
    'explicit deny',
  );
});
