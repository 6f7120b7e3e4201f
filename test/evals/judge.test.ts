import { describe, expect, it } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { added, answered, removed, removedIfApproved, NONE, refused, type Outcome } from './eval.ts';
import { expectOutcome, type EvalResult } from './run-eval.ts';

const report = (code: ConstructorParameters<typeof WhitelistError>[0], unknown = false) =>
  new WhitelistError(code, 'Which "web" is meant?', { ...(unknown && { outcome: 'unknown' }) }).report();
const RESULT = { result: { allowed: true, rules: [1, 2] } };
const A = 'web tcp 443 203.0.113.7/32';
const B = 'web tcp 22 203.0.113.7/32';
const played = (more: Partial<EvalResult>): EvalResult => ({ added: [], gone: [], last: RESULT, ...more });

describe('an outcome is held to what happened', () => {
  it.each<[Outcome, EvalResult]>([
    [added(A, B), played({ added: [B, A] })],
    [removed(A), played({ gone: [A] })],
    [removedIfApproved(A), played({ last: { report: report('consent_required') } })],
    [answered({ allowed: true, rules: { length: 2 } }), played({})],
    [refused('ambiguous_target', 'Which "web"'), played({ last: { report: report('ambiguous_target') } })],
    [NONE, played({ last: null })],
  ])('%j', (outcome, what) => {
    expect(() => expectOutcome(outcome, what)).not.toThrow();
  });

  it.each<[string, Outcome, EvalResult]>([
    ['a rule too few', added(A, B), played({ added: [A] })],
    ['a rule too many', added(A), played({ added: [A, B] })],
    ['another rule', added(A), played({ added: [B] })],
    ['something else gone', added(A), played({ added: [A], gone: [B] })],
    ['gone in the place of added', added(A), played({ gone: [A] })],
    ['an error beside the change', added(A), played({ added: [A], last: { report: report('aws_error') } })],
    ['gone without approval', removedIfApproved(A), played({ gone: [A] })],
    ['not asked', removedIfApproved(A), played({})],
    ['another answer', answered({ allowed: false }), played({})],
    ['an answer of other length', answered({ rules: { length: 3 } }), played({})],
    ['a change beside the answer', answered({ allowed: true }), played({ added: [A] })],
    ['an error for an answer', answered({}), played({ last: { report: report('aws_error') } })],
    ['not refused', refused('aws_error'), played({})],
    ['refused otherwise', refused('aws_error'), played({ last: { report: report('timeout') } })],
    ['in other words', refused('aws_error', 'shop'), played({ last: { report: report('aws_error') } })],
    [
      'refused and changed',
      refused('aws_error'),
      played({ added: [A], last: { report: report('aws_error') } }),
    ],
    ['refused, perhaps', refused('aws_error'), played({ last: { report: report('aws_error', true) } })],
    ['called all the same', NONE, played({})],
  ])('%s', (_what, outcome, what) => {
    expect(() => expectOutcome(outcome, what)).toThrow();
  });
});
