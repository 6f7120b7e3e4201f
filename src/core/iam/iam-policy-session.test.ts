import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from './iam-policy-actions.ts';
import { buildSessionPolicy } from './iam-policy-session.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { KNOWN_REGIONS, parseRegion } from '#core/identifiers/regions.ts';

interface Read {
  readonly Statement: readonly { Effect: string; Action: string | string[]; Resource: string | string[] }[];
}
const read = (text: string) => JSON.parse(text) as Read;

/** As IAM matches: a star is any text, of colons and slashes too. */
const matches = (pattern: string, text: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);

const allows = (text: string, action: string, resource: string) =>
  read(text).Statement.some(
    (one) =>
      [one.Action].flat().some((pattern) => matches(pattern, action)) &&
      [one.Resource].flat().some((pattern) => matches(pattern, resource)),
  );

const group = fc.stringMatching(/^sg-[0-9a-f]{17}$/).map((id) => parseSecurityGroupId(id));
const place = { partition: 'aws', account: '123456789012', region: parseRegion('us-east-1') };
const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => parseSecurityGroupId(`sg-${i.toString(16).padStart(17, '0')}`));

describe('the policy of a session', () => {
  const scope = fc.record({
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
    account: fc.stringMatching(/^\d{12}$/),
    region: fc.constantFrom(...KNOWN_REGIONS).map((code) => parseRegion(code)),
    // As many as fit in the partition with the longest name.
    groups: fc.uniqueArray(group, { maxLength: 26, size: 'max' }),
  });
  const READS = ACTIONS.filter(({ write }) => !write).map(({ action }) => action);
  const WRITES = ACTIONS.filter(({ write, action }) => write && action.startsWith('ec2:')).map(
    ({ action }) => action,
  );

  it('reads all that the product reads and changes its groups alone', () => {
    fc.assert(
      fc.property(scope, group, (of, other) => {
        const text = buildSessionPolicy(of);
        expect(text.length).toBeLessThanOrEqual(2048);
        const here = `arn:${of.partition}:ec2:${of.region}:${of.account}`;
        for (const action of READS) expect(allows(text, action, '*')).toBe(true);
        for (const action of WRITES) {
          expect(allows(text, action, '*')).toBe(false);
          for (const id of [...of.groups, other])
            expect(allows(text, action, `${here}:security-group/${id}`)).toBe(of.groups.includes(id));
          const rule = `${here}:security-group-rule/sgr-0a`;
          expect(allows(text, action, rule)).toBe(of.groups.length > 0);
        }
        for (const id of of.groups)
          for (const action of ['DeleteSecurityGroup', 'AuthorizeSecurityGroupEgress', 'CreateTags'])
            expect(allows(text, `ec2:${action}`, `${here}:security-group/${id}`)).toBe(false);
      }),
    );
  });

  it('names each action and the place of each group in full, while there is room', () => {
    const { Statement } = read(buildSessionPolicy({ ...place, groups: numbered(1) }));
    const here = 'arn:aws:ec2:us-east-1:123456789012';
    expect(Statement).toEqual([
      { Effect: 'Allow', Action: READS, Resource: '*' },
      {
        Effect: 'Allow',
        Action: WRITES,
        Resource: [`${here}:security-group/sg-00000000000000000`, `${here}:security-group-rule/*`],
      },
    ]);
    expect(buildSessionPolicy({ ...place, groups: numbered(16) })).toContain(here);
    expect(buildSessionPolicy({ ...place, groups: numbered(17) })).not.toContain(here);
  });

  it('may assume the next roles of a chain, and no other', () => {
    const none = { ...place, groups: [] };
    const roles = ['arn:aws:iam::210987654321:role/B', 'arn:aws:iam::210987654321:role/A'];
    const { Statement } = read(buildSessionPolicy({ ...none, roles }));
    expect(Statement.slice(1)).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        Resource: roles.toReversed(),
      },
    ]);
    expect(buildSessionPolicy({ ...none, roles: [] })).toBe(buildSessionPolicy(none));
  });

  it('refuses more roles than it can name', () => {
    const roles = Array.from({ length: 60 }, (_, i) => `arn:aws:iam::210987654321:role/Role${i}`);
    for (const groups of [
      [],
      [parseSecurityGroupId('sg-0a')],
      [parseSecurityGroupId('sg-0a'), parseSecurityGroupId('sg-0b')],
    ])
      expect(() => buildSessionPolicy({ ...place, groups, roles })).toThrow(
        'The roles to go on to are too many',
      );
  });

  it('refuses more groups than it can name, and says how many it can', () => {
    expect(() => buildSessionPolicy({ ...place, groups: numbered(60) })).toThrow(
      '60 security groups are too many for one session of a role: its policy holds 30.',
    );
    expect(buildSessionPolicy({ ...place, groups: numbered(30) }).length).toBeLessThanOrEqual(2048);
    expect(() => buildSessionPolicy({ ...place, groups: numbered(31) })).toThrow('policy holds 30');
  });
});
