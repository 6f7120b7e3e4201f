import { describe, expect, it } from 'vitest';
import { describeChange, type ShownChange } from './approval.ts';

const CHANGE: ShownChange = {
  reasons: ['It opens SSH, which is to be confirmed.', 'It removes 2 rules at once.'],
  plan: 'digest',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  region: 'eu-west-1',
  groupId: 'sg-0123abcd',
  groupName: 'web',
  added: [{ rule: 'tcp 22 from 203.0.113.7/32', description: 'Jo on the train' }],
  removed: [
    { rule: 'tcp 22 from 203.0.113.8/32', description: null },
    { rule: 'udp 53 from 2001:db8::/64', description: 'dns' },
  ],
};

describe('a change in words', () => {
  it('is all of it: where, as whom, what, why', () => {
    expect(describeChange(CHANGE)).toEqual([
      'Security group: sg-0123abcd named "web"',
      'Account: 123456789012, region: eu-west-1',
      'Identity: arn:aws:iam::123456789012:user/jo',
      'Will be added: 1 rule',
      '  + tcp 22 from 203.0.113.7/32, described as "Jo on the train"',
      'Will be removed: 2 rules',
      '  - tcp 22 from 203.0.113.8/32',
      '  - udp 53 from 2001:db8::/64, described as "dns"',
      'Why you are asked: It opens SSH, which is to be confirmed. It removes 2 rules at once.',
    ]);
  });

  it('leaves out what there is not', () => {
    const words = describeChange({ ...CHANGE, groupName: null, added: [], reasons: [] });
    expect(words).toHaveLength(6);
    expect(words[0]).toBe('Security group: sg-0123abcd');
    expect(words.join()).not.toMatch(/added|Why/);
  });

  it('has no line, no end of a quotation and no control character of a stranger', () => {
    const evil = 'x"\n  + tcp 80 from 0.0.0.0/0\r\u2028\u202e\u200b\u001b[2J\u009b1A"y';
    const rules = [{ rule: evil, description: evil }];
    const many = { account: evil, arn: evil, region: evil, groupId: evil, groupName: evil };
    const words = describeChange({ ...CHANGE, ...many, added: rules, removed: rules, reasons: [evil] });
    expect(words).toHaveLength(8);
    const shown =
      'x\\u{22}\\u{a}  + tcp 80 from 0.0.0.0/0\\u{d}\\u{2028}\\u{202e}\\u{200b}\\u{1b}[2J\\u{9b}1A\\u{22}y';
    expect(words[0]).toMatch(/^Security group: x/);
    expect(words[0]?.endsWith(` named "${shown}"`)).toBe(true);
    expect(words[4]?.endsWith(`, described as "${shown}"`)).toBe(true);
    expect(words.join('')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
