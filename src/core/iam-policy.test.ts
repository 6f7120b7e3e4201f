import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS, FEATURES } from './iam-policy-actions.ts';
import { formatPolicy, policyDocument, sessionPolicy, type PolicyRequest } from './iam-policy.ts';
import { parseSecurityGroupId } from './ids.ts';
import { KNOWN_REGIONS, parseRegion } from './regions.ts';

const GUIDE = readFileSync(
  join(import.meta.dirname, '../../test/fixtures/guide/minimal-policy.json'),
  'utf8',
);
const NOTHING: PolicyRequest = { features: [], groups: [], region: null, account: null, roles: [] };

const group = fc.stringMatching(/^sg-[0-9a-f]{8,17}$/).map((id) => parseSecurityGroupId(id));
const region = fc.constantFrom(...KNOWN_REGIONS).map((code) => parseRegion(code));
const account = fc.stringMatching(/^\d{12}$/);
const request = fc.record<PolicyRequest>({
  features: fc.subarray([...FEATURES]),
  groups: fc.array(group, { maxLength: 5 }),
  region: fc.option(region),
  account: fc.option(account),
  roles: fc.array(
    account.map((a) => `arn:aws:iam::${a}:role/Dev`),
    { maxLength: 3 },
  ),
});

interface Read {
  readonly Version: string;
  readonly Statement: readonly { Effect: string; Action: string | string[]; Resource: string | string[] }[];
}
const read = (text: string) => JSON.parse(text) as Read;
const grants = ({ Statement }: Read) =>
  Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource }))),
  );
const isWrite = (name: string) => ACTIONS.find(({ action }) => action === name)?.write === true;

describe('the policy', () => {
  it("is by default the guide's, to the letter", () => {
    expect(formatPolicy(policyDocument(NOTHING))).toBe(GUIDE);
  });

  it('names the region, the account and the groups that may be changed, and reads everywhere', () => {
    const scoped = policyDocument({
      ...NOTHING,
      groups: ['sg-0b', 'sg-0a', 'sg-0b'].map((id) => parseSecurityGroupId(id)),
      region: parseRegion('cn-north-1'),
      account: '123456789012',
    });
    const place = 'arn:aws-cn:ec2:cn-north-1:123456789012:security-group';
    expect(scoped.Statement).toEqual([
      { Effect: 'Allow', Action: 'ec2:DescribeSecurityGroups', Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
        Resource: [`${place}/sg-0a`, `${place}/sg-0b`],
      },
      { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' },
    ]);
  });

  it.each<[string, Partial<PolicyRequest>, string]>([
    ['a group alone', { groups: [parseSecurityGroupId('sg-0a')] }, 'arn:aws:ec2:*:*:security-group/sg-0a'],
    [
      'a region alone',
      { region: parseRegion('us-gov-west-1') },
      'arn:aws-us-gov:ec2:us-gov-west-1:*:security-group/*',
    ],
    ['an account alone', { account: '123456789012' }, 'arn:aws:ec2:*:123456789012:security-group/*'],
  ])('leaves open what is not given: %s', (_, given, resource) => {
    expect(policyDocument({ ...NOTHING, ...given }).Statement[1]?.Resource).toBe(resource);
  });

  it('has the actions of each feature', () => {
    const roles = ['arn:aws:iam::123456789012:role/Dev'];
    expect(
      policyDocument({ ...NOTHING, features: ['roles', 'key-age', 'rule-ids'], roles }).Statement,
    ).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'ec2:DescribeSecurityGroups',
          'ec2:AuthorizeSecurityGroupIngress',
          'ec2:RevokeSecurityGroupIngress',
          'ec2:DescribeSecurityGroupRules',
        ],
        Resource: '*',
      },
      { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' },
      { Effect: 'Allow', Action: 'iam:ListAccessKeys', Resource: 'arn:aws:iam::*:user/${aws:username}' },
      { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Resource: roles[0] },
    ]);
  });

  it('looks things up by reading alone, wherever they are', () => {
    const given = grants(
      JSON.parse(
        formatPolicy(policyDocument({ ...NOTHING, features: ['targets'], account: '123456789012' })),
      ) as Read,
    );
    const added = given.filter(({ action }) => !/SecurityGroup|CallerIdentity/.test(action));
    expect(added).toEqual(
      [
        'ec2:DescribeInstances',
        'ec2:DescribeNetworkInterfaces',
        'rds:DescribeDBInstances',
        'rds:DescribeDBClusters',
        'elasticache:DescribeCacheClusters',
        'elasticache:DescribeReplicationGroups',
        'elasticache:DescribeServerlessCaches',
        'elasticloadbalancing:DescribeLoadBalancers',
        'lambda:GetFunctionConfiguration',
      ].map((action) => ({ action, resource: '*' })),
    );
  });

  it('asks Service Quotas for one figure', () => {
    const { Statement } = policyDocument({ ...NOTHING, features: ['quota'] });
    expect(Statement.slice(2)).toEqual([
      { Effect: 'Allow', Action: 'servicequotas:GetServiceQuota', Resource: '*' },
    ]);
  });

  it('is JSON, holds the minimal actions, has none twice, and does not hang on the order of the request', () => {
    const minimal = grants(read(GUIDE)).map(({ action }) => action);
    fc.assert(
      fc.property(request, (wanted) => {
        const text = formatPolicy(policyDocument(wanted));
        const given = grants(read(text));
        expect(given.map(({ action }) => action)).toEqual(expect.arrayContaining(minimal));
        expect(new Set(given.map(({ action, resource }) => `${action} ${resource}`)).size).toBe(given.length);
        const turned = {
          ...wanted,
          features: wanted.features.toReversed(),
          groups: wanted.groups.toReversed(),
          roles: wanted.roles.toReversed(),
        };
        expect(formatPolicy(policyDocument(turned))).toBe(text);
      }),
    );
  });
});

describe('the policy of a session', () => {
  const scope = fc.record({
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
    account,
    region,
    // As many as fit in the region with the longest name.
    groups: fc.array(group, { maxLength: 15 }),
  });

  it('reads all that the product reads and changes its groups alone', () => {
    fc.assert(
      fc.property(scope, (of) => {
        const text = sessionPolicy(of);
        expect(text.length).toBeLessThanOrEqual(2048);
        const given = grants(read(text));
        const reads = given.filter(({ action }) => !isWrite(action));
        expect(reads).toEqual(
          ACTIONS.filter((a) => !a.write).map(({ action }) => ({ action, resource: '*' })),
        );
        const place = `arn:${of.partition}:ec2:${of.region}:${of.account}`;
        const allowed = [
          ...of.groups.map((id) => `${place}:security-group/${id}`),
          `${place}:security-group-rule/*`,
        ];
        const writes = given.filter(({ action }) => isWrite(action));
        for (const { action, resource } of writes) {
          expect(allowed).toContain(resource);
          expect(action).toMatch(/^ec2:(Authorize|Revoke)SecurityGroupIngress$/);
        }
        expect(writes.length).toBe(of.groups.length === 0 ? 0 : 2 * (new Set(of.groups).size + 1));
      }),
    );
  });

  it('may assume the next roles of a chain, and no other', () => {
    const place = { partition: 'aws', account: '123456789012', region: parseRegion('us-east-1'), groups: [] };
    const roles = ['arn:aws:iam::210987654321:role/B', 'arn:aws:iam::210987654321:role/A'];
    const { Statement } = read(sessionPolicy({ ...place, roles }));
    expect(Statement.slice(1)).toEqual([
      { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Resource: roles.toReversed() },
    ]);
    expect(sessionPolicy({ ...place, roles: [] })).toBe(sessionPolicy(place));
  });

  it('refuses more roles than it can name', () => {
    const place = { partition: 'aws', account: '123456789012', region: parseRegion('us-east-1') };
    const roles = Array.from({ length: 60 }, (_, i) => `arn:aws:iam::210987654321:role/Role${i}`);
    for (const groups of [
      [],
      [parseSecurityGroupId('sg-0a')],
      [parseSecurityGroupId('sg-0a'), parseSecurityGroupId('sg-0b')],
    ])
      expect(() => sessionPolicy({ ...place, groups, roles })).toThrow('The roles to go on to are too many');
  });

  it('refuses more groups than it can name, and says how many it can', () => {
    const of = { partition: 'aws', account: '123456789012', region: parseRegion('us-east-1') };
    const groups = Array.from({ length: 60 }, (_, i) =>
      parseSecurityGroupId(`sg-${i.toString(16).padStart(17, '0')}`),
    );
    expect(() => sessionPolicy({ ...of, groups })).toThrow(
      '60 security groups are too many for one session of a role: its policy holds 18.',
    );
    expect(sessionPolicy({ ...of, groups: groups.slice(0, 18) }).length).toBeLessThanOrEqual(2048);
    expect(() => sessionPolicy({ ...of, groups: groups.slice(0, 19) })).toThrow('policy holds 18');
  });
});
