import { describe, expect, it } from 'vitest';
import {
  describeChange,
  describeEffect,
  describeExtent,
  type ChangeSummary,
  type GroupSummary,
} from './approval.ts';

const GROUP: GroupSummary = {
  region: 'eu-west-1',
  groupId: 'sg-0123abcd',
  groupName: 'web',
  added: [{ rule: 'tcp 22 from 203.0.113.7/32', description: 'Jo on the train' }],
  removed: [
    { rule: 'tcp 22 from 203.0.113.8/32', description: null },
    { rule: 'udp 53 from 2001:db8::/64', description: 'dns' },
  ],
  described: [],
};
const SHARED: GroupSummary = {
  ...GROUP,
  ...{ added: [], removed: [] },
  described: [{ rule: 'tcp 22 from 203.0.113.7/32', description: 'jo', becomes: 'jo; ann' }],
};
const OTHER: GroupSummary = { ...GROUP, groupId: 'sg-0fedcba9', groupName: null, removed: [] };
const CHANGE: ChangeSummary = {
  reasons: ['It opens SSH, which is to be confirmed.', 'It removes 2 rules at once.'],
  plan: 'digest',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  groups: [GROUP],
};

const NOW = new Date('2026-11-30T18:05Z');

describe('a change in words', () => {
  it('is all of it: where, as whom, what, why', () => {
    expect(describeChange(CHANGE, NOW)).toEqual([
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
    const words = describeChange(
      {
        ...{ ...CHANGE, reasons: [] },
        groups: [{ ...GROUP, groupName: null, added: [] }],
      },
      NOW,
    );
    expect(words).toHaveLength(6);
    expect(words[0]).toBe('Security group: sg-0123abcd');
    expect(words.join()).not.toMatch(/added|Why/);
  });

  it('tells whose a rule is that stays, before and then', () => {
    expect(describeChange({ ...CHANGE, groups: [SHARED], reasons: [] }, NOW).slice(3)).toEqual([
      'Will have other holders: 1 rule',
      '  * tcp 22 from 203.0.113.7/32, described as "jo"',
      '    will be described as "jo; ann"',
    ]);
  });

  it('of several groups says of each what, and where', () => {
    const groups = [GROUP, { ...OTHER, region: 'us-east-1' }];
    expect(describeChange({ ...CHANGE, groups }, NOW)).toEqual([
      'This adds 2 rules and removes 2 rules in 2 security groups in 2 regions.',
      'Account: 123456789012',
      'Identity: arn:aws:iam::123456789012:user/jo',
      '',
      'Security group 1 of 2: sg-0123abcd named "web", region: eu-west-1',
      'Will be added: 1 rule',
      '  + tcp 22 from 203.0.113.7/32, described as "Jo on the train"',
      'Will be removed: 2 rules',
      '  - tcp 22 from 203.0.113.8/32',
      '  - udp 53 from 2001:db8::/64, described as "dns"',
      '',
      'Security group 2 of 2: sg-0fedcba9, region: us-east-1',
      'Will be added: 1 rule',
      '  + tcp 22 from 203.0.113.7/32, described as "Jo on the train"',
      '',
      'Why you are asked: It opens SSH, which is to be confirmed. It removes 2 rules at once.',
    ]);
    expect(describeChange({ ...CHANGE, groups, reasons: [] }, NOW).at(-1)).toMatch(/^ {2}\+ tcp 22/);
  });

  it('has no line, no end of a quotation and no control character of a stranger', () => {
    const evil = 'x"\n  + tcp 80 from 0.0.0.0/0\r\u2028\u202e\u200b\u001b[2J\u009b1A"y';
    const rules = [{ rule: evil, description: evil }];
    const described = [{ rule: evil, description: evil, becomes: evil }];
    const hostile = { region: evil, groupId: evil, groupName: evil, added: rules, removed: rules, described };
    const written = (groups: readonly GroupSummary[]) =>
      describeChange({ ...CHANGE, account: evil, arn: evil, reasons: [evil], groups }, NOW);
    const words = written([hostile]);
    expect(words).toHaveLength(11);
    const shown =
      'x\\u{22}\\u{a}  + tcp 80 from 0.0.0.0/0\\u{d}\\u{2028}\\u{202e}\\u{200b}\\u{1b}[2J\\u{9b}1A\\u{22}y';
    expect(words[0]).toMatch(/^Security group: x/);
    expect(words[0]?.endsWith(` named "${shown}"`)).toBe(true);
    expect(words[4]?.endsWith(`, described as "${shown}"`)).toBe(true);
    expect(words.join('')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    const both = written([hostile, hostile]);
    expect(both).toHaveLength(3 + 2 * 9 + 2);
    expect(both[4]?.startsWith('Security group 1 of 2: x')).toBe(true);
    expect(both.join('')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});

it.each<[GroupSummary[], string, string]>([
  [[GROUP], 'adds 1 rule and removes 2 rules', 'sg-0123abcd'],
  [[OTHER], 'adds 1 rule', 'sg-0fedcba9'],
  [[SHARED], 'changes who holds 1 rule', 'sg-0123abcd'],
  [[{ ...GROUP, added: [] }], 'removes 2 rules', 'sg-0123abcd'],
  [[GROUP, OTHER], 'adds 2 rules and removes 2 rules', '2 security groups in eu-west-1'],
  [
    [GROUP, OTHER, { ...OTHER, region: 'us-east-1' }],
    'adds 3 rules and removes 2 rules',
    '3 security groups in 2 regions',
  ],
])('%# is in short what it does and where', (groups, effect, extent) => {
  expect([describeEffect(groups), describeExtent(groups)]).toEqual([effect, extent]);
});
