import { describe, expect, it } from 'vitest';
import { parseSecurityGroupId, parseSecurityGroupRuleId } from './ids.ts';

describe('a group id', () => {
  it.each(['sg-1', 'sg-123456', 'sg-0123abcd', 'sg-0123456789abcdef0', `sg-${'a'.repeat(200)}`])(
    '[input.group-id-length] may be %s',
    (id) => {
      expect(parseSecurityGroupId(id)).toBe(id);
    },
  );

  it.each([
    'sg-',
    'sg',
    '',
    'sg-xyz',
    'SG-0a',
    'sg-0A',
    'sgr-0a',
    ' sg-0a',
    'sg-0a\n',
    'sg-0a sg-0b',
    'sg_0a',
    null,
    7,
  ])('is not %j', (id) => {
    expect(() => parseSecurityGroupId(id)).toThrow(/^Invalid security_group_id: got .*, expected "sg-"/);
  });
});

describe('a rule id', () => {
  it.each(['sgr-1', 'sgr-0123456789abcdef0'])('may be %s', (id) => {
    expect(parseSecurityGroupRuleId(id)).toBe(id);
  });

  it.each(['sgr-', 'sg-0a', 'sgr-0a\n', '', null, undefined, []])('is not %j', (id) => {
    expect(() => parseSecurityGroupRuleId(id)).toThrow(/^Invalid rule_id: got .*, expected "sgr-"/);
  });
});
