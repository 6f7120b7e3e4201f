import { describe, expect, it } from 'vitest';
import type { Approval, GroupSummary } from '#core/approval/approval.ts';
import type { WhitelistError } from '#core/errors/errors.ts';
import { createApprovalPrompt } from './prompts.ts';
import type { Io } from './io.ts';

const GROUP: GroupSummary = {
  region: 'eu-west-1',
  groupId: 'sg-0123abcd',
  groupName: 'web',
  added: [{ rule: 'tcp 5432 from 203.0.113.7/32', description: 'Jo' }],
  removed: [{ rule: 'tcp 22 from 203.0.113.7/32', description: null }],
  described: [{ rule: 'tcp 23 from 203.0.113.7/32', description: 'a', becomes: 'b' }],
};
const APPROVAL: Approval = {
  kind: 'approval',
  reasons: ['It opens PostgreSQL, which is to be confirmed.'],
  plan: 'the digest',
  token: 'the token',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  groups: [GROUP],
};

async function ask(approval: Approval, ...typed: string[]) {
  const written: string[] = [];
  const io: Pick<Io, 'ask' | 'err' | 'stop'> = {
    ask: async (prompt) => (written.push(prompt), typed.shift() ?? null),
    err: (text) => written.push(text),
    stop: new AbortController().signal,
  };
  const yes = await createApprovalPrompt(io)?.(approval).catch((error: WhitelistError) => error.code);
  return { yes, text: written.join('') };
}

describe('the question at the terminal', () => {
  it('comes after the whole change', async () => {
    expect((await ask(APPROVAL, 'yes')).text).toMatchInlineSnapshot(`
      "Security group: sg-0123abcd named "web"
      Account: 123456789012, region: eu-west-1
      Identity: arn:aws:iam::123456789012:user/jo
      Will be added: 1 rule
        + tcp 5432 from 203.0.113.7/32, described as "Jo"
      Will be removed: 1 rule
        - tcp 22 from 203.0.113.7/32
      Will have other holders: 1 rule
        * tcp 23 from 203.0.113.7/32, described as "a"
          will be described as "b"
      Why you are asked: It opens PostgreSQL, which is to be confirmed.
      Make this change? [y/N] "
    `);
  });

  it('comes after all groups of it', async () => {
    const other = { ...GROUP, region: 'us-east-1', groupId: 'sg-0fedcba9', groupName: null, removed: [] };
    expect((await ask({ ...APPROVAL, groups: [GROUP, other] }, 'yes')).text).toMatchInlineSnapshot(`
      "This adds 2 rules, removes 1 rule and changes who holds 2 rules in 2 security groups in 2 regions.
      Account: 123456789012
      Identity: arn:aws:iam::123456789012:user/jo

      Security group 1 of 2: sg-0123abcd named "web", region: eu-west-1
      Will be added: 1 rule
        + tcp 5432 from 203.0.113.7/32, described as "Jo"
      Will be removed: 1 rule
        - tcp 22 from 203.0.113.7/32
      Will have other holders: 1 rule
        * tcp 23 from 203.0.113.7/32, described as "a"
          will be described as "b"

      Security group 2 of 2: sg-0fedcba9, region: us-east-1
      Will be added: 1 rule
        + tcp 5432 from 203.0.113.7/32, described as "Jo"
      Will have other holders: 1 rule
        * tcp 23 from 203.0.113.7/32, described as "a"
          will be described as "b"

      Why you are asked: It opens PostgreSQL, which is to be confirmed.
      Make this change? [y/N] "
    `);
  });

  it('writes nothing of a stranger that a terminal would obey', async () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007\r\u009b1A\b\u202eyes"\n';
    const rules = [{ rule: evil, description: evil }];
    const described = [{ rule: evil, description: evil, becomes: evil }];
    const hostile = { groupName: evil, groupId: evil, region: evil, added: rules, removed: rules, described };
    for (const count of [1, 2]) {
      const times = (group: GroupSummary) => Array.from({ length: count }, () => group);
      const plain = await ask({ ...APPROVAL, groups: times(GROUP) }, 'yes');
      const { text } = await ask({ ...APPROVAL, arn: evil, reasons: [evil], groups: times(hostile) }, 'yes');
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
      expect(text.split('\n')).toHaveLength(plain.text.split('\n').length);
      expect(text).toContain('\\u{1b}[2J');
    }
  });

  it.each([
    [['yes'], true],
    [[' YES '], true],
    [['y'], true],
    [['Y'], true],
    [[''], 'declined'],
    [['no'], 'declined'],
    [['n'], 'declined'],
    [['yes, but', 'y'], true],
    [['yes, but', 'yes, but'], 'declined'],
    [['yep', ''], 'declined'],
    [[], 'cancelled'],
    [['what?'], 'cancelled'],
  ])('takes nothing but a yes for one: %j', async (typed, meant) => {
    expect((await ask(APPROVAL, ...typed)).yes).toBe(meant);
  });

  it('asks once more, and no more than that, where the answer is neither', async () => {
    const { text } = await ask(APPROVAL, 'perhaps', 'perhaps');
    expect(text.match(/Please type y or n/g)).toHaveLength(1);
  });

  it('is not put where nobody sits', () => {
    expect(
      createApprovalPrompt({ ask: null, err: () => undefined, stop: new AbortController().signal }),
    ).toBeNull();
  });
});
