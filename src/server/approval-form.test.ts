import { describe, expect, it } from 'vitest';
import type { Approval } from '../core/approval.ts';
import { approvalForm, replyOf } from './approval-form.ts';

const rules = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ rule: `tcp ${i} from 203.0.113.7/32`, description: null }));

const approval = (more: Partial<Approval> = {}): Approval => ({
  kind: 'approval',
  reasons: ['It removes 2 rules at once.'],
  plan: 'digest',
  token: 'token',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  region: 'us-east-1',
  groupId: 'sg-0123abcd',
  groupName: 'office',
  added: rules(1),
  removed: rules(2),
  ...more,
});

describe('the form', () => {
  it('shows the whole change, who makes it, and why it is asked', () => {
    expect(approvalForm(approval())?.message).toBe(
      [
        'awswhitelist: do you approve this change of sg-0123abcd ("office")?',
        '+ will be added: tcp 0 from 203.0.113.7/32',
        '- will be removed: tcp 0 from 203.0.113.7/32',
        '- will be removed: tcp 1 from 203.0.113.7/32',
        'Account 123456789012, region us-east-1, as arn:aws:iam::123456789012:user/jo. It removes 2 rules at once.',
      ].join('\n'),
    );
  });

  it('has one field, which is no unless the person makes it a yes', () => {
    expect(approvalForm(approval())?.requestedSchema).toEqual({
      type: 'object',
      properties: { approve: { type: 'boolean', title: 'Approve this change', default: false } },
      required: ['approve'],
    });
  });

  it('tells neither the token nor the plan', () => {
    expect(JSON.stringify(approvalForm(approval()))).not.toMatch(/token|digest/);
  });

  it.each([
    [20, true],
    [21, false],
  ])('of %i rules: %s', (count, shown) => {
    expect(approvalForm(approval({ added: [], removed: rules(count) })) !== null).toBe(shown);
  });
});

describe('the reply', () => {
  it.each([
    [{ action: 'accept', content: { approve: true } }, 'approved'],
    [{ action: 'accept', content: { approve: false } }, 'declined'],
    [{ action: 'accept', content: { approve: 'true' } }, 'declined'],
    [{ action: 'accept', content: { approve: 1 } }, 'declined'],
    [{ action: 'accept', content: {} }, 'declined'],
    [{ action: 'accept' }, 'declined'],
    [{ action: 'decline', content: { approve: true } }, 'declined'],
    [{ action: 'cancel', content: { approve: true } }, 'no answer'],
  ] as const)('%j is %s', (reply, means) => {
    expect(replyOf(reply)).toBe(means);
  });
});
