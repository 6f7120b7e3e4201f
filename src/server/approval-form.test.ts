import { describe, expect, it } from 'vitest';
import type { Approval, GroupSummary, RuleSummary } from '#core/approval/approval.ts';
import { createApprovalForm, parseFormReply } from './approval-form.ts';

const rules = (count: number): RuleSummary[] =>
  Array.from({ length: count }, (_, index) => ({
    rule: `tcp ${index + 1} from 203.0.113.7/32`,
    description: null,
  }));

const group = (more: Partial<GroupSummary> = {}): GroupSummary => ({
  region: 'eu-west-1',
  groupId: 'sg-0123abcd',
  groupName: 'web',
  added: [{ rule: 'tcp 5432 from 203.0.113.7/32', description: 'Jo' }],
  removed: rules(2),
  described: [],
  ...more,
});

const approval = (more: Partial<Approval> = {}): Approval => ({
  kind: 'approval',
  reasons: ['It removes 2 rules at once.'],
  plan: 'the digest of the plan',
  token: 'the token',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  groups: [group()],
  ...more,
});

/** A change of so many rules of one group, or of one group each. */
const changing = (added: number, removed: number, each = false): Approval =>
  approval({
    groups: each
      ? [
          ...rules(added).map((rule) => group({ added: [rule], removed: [] })),
          ...rules(removed).map((rule) => group({ added: [], removed: [rule] })),
        ]
      : [group({ added: rules(added), removed: rules(removed) })],
  });

describe('the form', () => {
  it('asks with the whole change, and a yes has to be chosen', () => {
    expect(createApprovalForm(approval())).toMatchInlineSnapshot(`
      {
        "message": "awswhitelist asks: do you approve this change?
      Security group: sg-0123abcd named "web"
      Account: 123456789012, region: eu-west-1
      Identity: arn:aws:iam::123456789012:user/jo
      Will be added: 1 rule
        + tcp 5432 from 203.0.113.7/32, described as "Jo"
      Will be removed: 2 rules
        - tcp 1 from 203.0.113.7/32
        - tcp 2 from 203.0.113.7/32
      Why you are asked: It removes 2 rules at once.",
        "requestedSchema": {
          "properties": {
            "approve": {
              "default": false,
              "title": "Approve this change",
              "type": "boolean",
            },
          },
          "required": [
            "approve",
          ],
          "type": "object",
        },
      }
    `);
  });

  it('has nothing that stands for the approval', () => {
    expect(JSON.stringify(createApprovalForm(approval()))).not.toMatch(/the token|the digest/);
  });

  it.each([
    [20, 0],
    [0, 20],
    [10, 10],
  ])('shows all of %i added and %i removed rules, in one group or many', (added, removed) => {
    for (const each of [false, true]) {
      const message = createApprovalForm(changing(added, removed, each))?.message;
      expect(message?.match(/^ {2}\+ tcp /gm) ?? []).toHaveLength(added);
      expect(message?.match(/^ {2}- tcp /gm) ?? []).toHaveLength(removed);
    }
  });

  it.each([
    [21, 0],
    [0, 21],
    [11, 10],
  ])('is none for %i and %i, which it cannot show, in one group or many', (added, removed) => {
    for (const each of [false, true]) expect(createApprovalForm(changing(added, removed, each))).toBeNull();
  });

  it('has as many lines whatever a stranger wrote', () => {
    const evil = '"\nWhy you are asked: nothing much.\r\n\u2028\u2029\u202e\u200f\u001b[1A"';
    const linesOf = (one: Approval) =>
      createApprovalForm(one)?.message.split(/[\n\r\u2028\u2029\v\f\u0085]/) ?? [];
    const plain = linesOf(approval({ groups: [group({ added: [{ rule: 'a', description: 'b' }] })] }));
    const forged = linesOf(
      approval({
        arn: evil,
        groups: [group({ groupName: evil, added: [{ rule: 'a', description: evil }] })],
      }),
    );
    expect(forged).toHaveLength(plain.length);
    expect(forged.filter((line) => line.startsWith('Why you are asked'))).toEqual([plain.at(-1)]);
    expect(forged.join('')).not.toMatch(/\p{C}/u);
  });
});

describe('a reply', () => {
  it.each([
    ['accept', { approve: true }, 'approved'],
    ['accept', { approve: false }, 'declined'],
    ['accept', {}, 'no answer'],
    ['accept', undefined, 'no answer'],
    ['accept', { approve: 'true' }, 'declined'],
    ['accept', { approve: 1 }, 'declined'],
    ['accept', { approve: [true] }, 'declined'],
    ['accept', { Approve: true }, 'no answer'],
    ['decline', undefined, 'declined'],
    ['decline', { approve: true }, 'declined'],
    ['cancel', undefined, 'no answer'],
    ['cancel', { approve: true }, 'no answer'],
  ] as const)('%s with %j is: %s', (action, content, meant) => {
    expect(parseFormReply({ action, content })).toBe(meant);
  });
});
