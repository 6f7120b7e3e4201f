import { describe, expect, it } from 'vitest';
import { SandboxError } from '#sandbox/protocol/errors.ts';
import { readFaultPlan } from './plan.ts';

const line = (fault: unknown, more: object = {}) => [{ action: 'AssumeRole', call: 1, fault, ...more }];

describe('a fault plan', () => {
  it('names actions, calls and faults; what is left out is the usual', () => {
    const plan = readFaultPlan([
      { action: 'Describe*', call: '2-4', fault: { kind: 'stale' } },
      { action: '*', fault: { kind: 'stall', when: 'late' } },
      { action: 'AssumeRole', call: '3', fault: { kind: 'altered', drop: ['Arn'], set: { UserId: 'x' } } },
    ]);
    expect(plan).toEqual([
      { action: 'Describe*', first: 2, last: 4, fault: { kind: 'stale', reads: 1 } },
      { action: '*', first: 1, last: Infinity, fault: { kind: 'stall', when: 'late', ms: 0 } },
      {
        action: 'AssumeRole',
        first: 3,
        last: 3,
        fault: { kind: 'altered', drop: ['Arn'], set: new Map([['UserId', 'x']]), add: [] },
      },
    ]);
  });

  it.each([
    ['no list', {}, 'the plan: a list is expected'],
    ['no object', [[]], '[0]: an object is expected'],
    ['no action', [{ call: 1, fault: { kind: 'drip' } }], '[0].action: expected a text'],
    ['no name of an action', line({ kind: 'drip' }, { action: 'no way' }), '[0].action: expected the name'],
    ['no call', line({ kind: 'drip' }, { call: 0 }), '[0].call: expected the number'],
    ['calls backwards', line({ kind: 'drip' }, { call: '3-1' }), '[0].call: expected the number'],
    ['no fault', [{ action: '*' }], '[0].fault: an object is expected'],
    ['an unknown kind', line({ kind: 'slow' }), '[0].fault.kind: expected throttled, server_error'],
    ['a kind of all objects', line({ kind: 'toString' }), '[0].fault.kind: expected throttled'],
    ['a missing moment', line({ kind: 'reset' }), '[0].fault.when: expected before, after, late'],
    ['a wrong status', line({ kind: 'truncated', status: 404 }), '[0].fault.status: expected 200, 500'],
    ['a fraction', line({ kind: 'drip', ms: 1.5 }), '[0].fault.ms: expected a whole number from 1'],
    [
      'an unknown member',
      line({ kind: 'drip', speed: 1 }),
      '[0].fault.speed: not known here; known are kind, ms',
    ],
    ['an unknown member of a line', line({ kind: 'drip' }, { calls: 1 }), '[0].calls: not known here'],
    ['no text', line({ kind: 'altered', drop: ['a', 1] }), '[0].fault.drop[1]: expected a text'],
    ['no texts', line({ kind: 'altered', set: { a: 1 } }), '[0].fault.set.a: expected a text'],
  ])('with %s is refused, with the place', (_what, plan, words) => {
    expect(() => readFaultPlan(plan)).toThrow(SandboxError);
    expect(() => readFaultPlan(plan)).toThrow(`The fault plan cannot be used: ${words}`);
  });
});
