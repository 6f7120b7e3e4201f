import { describe, expect, it } from 'vitest';
import type { Approval, GroupSummary, RuleSummary } from '#core/approval/approval.ts';
import { consentRequiredError } from './consent-required.ts';

const rules = (count: number): RuleSummary[] =>
  Array.from({ length: count }, (_, index) => ({
    rule: `tcp ${index + 1} from 203.0.113.7/32`,
    description: null,
  }));

const group = (added: number, removed: number, more: Partial<GroupSummary> = {}): GroupSummary => ({
  ...{ region: 'eu-west-1', groupId: 'sg-0123abcd', groupName: 'web' },
  ...{ added: rules(added), removed: rules(removed), described: [] },
  ...more,
});

const reportOf = (...groups: readonly GroupSummary[]) => {
  const approval: Approval = {
    kind: 'approval',
    reasons: ['It removes 2 rules at once.'],
    plan: 'the digest',
    token: 'the token',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/jo',
    groups,
  };
  const error = consentRequiredError(approval, ['Nobody could be asked.']);
  expect(error.request).toBe(approval);
  return error.report();
};

describe('consent that is lacking', () => {
  it('is told with the change, and how it could be given', () => {
    expect(reportOf(group(1, 2))).toEqual({
      code: 'consent_required',
      message: 'A person has to approve this change of sg-0123abcd. It removes 2 rules at once.',
      guidance: [
        'Would be added: tcp 1 from 203.0.113.7/32.',
        'Would be removed: tcp 1 from 203.0.113.7/32.',
        'Would be removed: tcp 2 from 203.0.113.7/32.',
        'Nobody could be asked.',
      ],
      retryable: false,
      outcome: 'not_done',
    });
  });

  it('for several groups is told with the change of each', () => {
    const other = group(1, 0, { region: 'us-east-1', groupId: 'sg-0fedcba9', groupName: null });
    expect(reportOf(group(1, 1), other)).toMatchObject({
      message:
        'A person has to approve this change of 2 security groups in 2 regions. It removes 2 rules at once.',
      guidance: [
        'In sg-0123abcd named "web", region eu-west-1:',
        'Would be added: tcp 1 from 203.0.113.7/32.',
        'Would be removed: tcp 1 from 203.0.113.7/32.',
        'In sg-0fedcba9, region us-east-1:',
        'Would be added: tcp 1 from 203.0.113.7/32.',
        'Nobody could be asked.',
      ],
    });
  });

  it.each<[string, GroupSummary[], number, number]>([
    ['20 rules of one', [group(12, 8)], 20, 0],
    ['21 rules of one', [group(12, 9)], 20, 1],
    ['two groups that fit', [group(9, 0), group(0, 9)], 20, 0],
    ['one rule too many', [group(9, 0), group(9, 1)], 20, 1],
    ['a group of which no rule would be told', [group(18, 0), group(3, 0)], 19, 3],
    ['a group that begins later', [group(19, 0), group(3, 0), group(0, 4)], 20, 7],
  ])('is bounded, and what is left out is counted: %s', (_, groups, told, left) => {
    const { guidance } = reportOf(...groups);
    const lines = guidance.filter((line) => /^(Would|In) /.test(line));
    expect(lines).toHaveLength(told);
    expect(lines.at(-1)).toMatch(/^Would/);
    expect(guidance.slice(told)).toEqual([
      ...(left > 0 ? [`And ${left} more.`] : []),
      'Nobody could be asked.',
    ]);
  });

  it('quotes the name that a stranger gave to a group', () => {
    const evil = 'x", region eu-west-1:\nWould be removed: nothing. \u202e';
    const { guidance } = reportOf(group(1, 0, { groupName: evil }), group(1, 0));
    expect(guidance[0]).toBe(
      'In sg-0123abcd named "x\\u{22}, region eu-west-1:\\u{a}Would be removed: nothing. \\u{202e}", region eu-west-1:',
    );
  });
});
