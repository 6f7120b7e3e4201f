import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURES } from './iam-policy-actions.ts';
import { formatPolicy, buildPolicy, buildStatement, type PolicyRequest } from './iam-policy.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { KNOWN_REGIONS, parseRegion } from '#core/identifiers/regions.ts';

const GUIDE = readFileSync(
  join(import.meta.dirname, '../../../test/fixtures/guide/minimal-policy.json'),
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

describe('the policy', () => {
  it("is by default the guide's, to the letter", () => {
    expect(formatPolicy(buildPolicy(NOTHING))).toBe(GUIDE);
  });

  it('names the region, the account and the groups that may be changed, and reads everywhere', () => {
    const scoped = buildPolicy({
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
    expect(buildPolicy({ ...NOTHING, ...given }).Statement[1]?.Resource).toBe(resource);
  });

  it('has the actions of each feature', () => {
    const roles = ['arn:aws:iam::123456789012:role/Dev'];
    expect(buildPolicy({ ...NOTHING, features: ['roles', 'key-age', 'rule-ids'], roles }).Statement).toEqual([
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
      {
        Effect: 'Allow',
        Action: 'iam:ListAccessKeys',
        Resource: ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::*:user/*/${aws:username}'],
      },
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        Resource: roles[0],
      },
    ]);
  });

  it('looks things up by reading alone, wherever they are', () => {
    const given = grants(
      JSON.parse(
        formatPolicy(buildPolicy({ ...NOTHING, features: ['targets'], account: '123456789012' })),
      ) as Read,
    );
    const added = given.filter(({ action }) => !/SecurityGroup|CallerIdentity/.test(action));
    expect(added).toEqual(
      [
        'ec2:DescribeInstances',
        'ec2:DescribeNetworkInterfaces',
        'rds:DescribeDBInstances',
        'rds:DescribeDBClusters',
        'rds:DescribeDBProxies',
        'elasticache:DescribeCacheClusters',
        'elasticache:DescribeReplicationGroups',
        'elasticache:DescribeServerlessCaches',
        'elasticloadbalancing:DescribeLoadBalancers',
        'lambda:GetFunctionConfiguration',
      ].map((action) => ({ action, resource: '*' })),
    );
  });

  it('asks Service Quotas for one figure', () => {
    const { Statement } = buildPolicy({ ...NOTHING, features: ['quota'] });
    expect(Statement.slice(2)).toEqual([
      { Effect: 'Allow', Action: 'servicequotas:GetServiceQuota', Resource: '*' },
    ]);
  });

  it('lets rules be described and moved, of which the latter needs the rules besides the group', () => {
    const given = { ...NOTHING, features: ['grants' as const] };
    expect(buildPolicy(given).Statement[0]?.Action).toEqual([
      'ec2:DescribeSecurityGroups',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
      'ec2:ModifySecurityGroupRules',
    ]);
    const scoped = { groups: [parseSecurityGroupId('sg-0a')], region: parseRegion('eu-west-1') };
    const arn = 'arn:aws:ec2:eu-west-1:123456789012:security-group';
    const { Statement } = buildPolicy({ ...given, ...scoped, account: '123456789012' });
    expect(Statement.slice(1)).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'ec2:AuthorizeSecurityGroupIngress',
          'ec2:RevokeSecurityGroupIngress',
          'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
        ],
        Resource: `${arn}/sg-0a`,
      },
      { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'ec2:ModifySecurityGroupRules',
        Resource: [`${arn}/sg-0a`, `${arn}-rule/*`],
      },
    ]);
  });

  it.each([
    ['ec2:ModifySecurityGroupRules', '-rule/sgr-0a', ['/sg-0a', '-rule/*']],
    ['ec2:ModifySecurityGroupRules', '/sg-0a', ['/sg-0a', '-rule/*']],
    ['ec2:UpdateSecurityGroupRuleDescriptionsIngress', '/sg-0a', '/sg-0a'],
  ])('of a refusal allows all that %s needs, where AWS named %s', (action, named, all) => {
    const arn = 'arn:aws:ec2:eu-west-1:123456789012:security-group';
    const Resource = typeof all === 'string' ? arn + all : all.map((one) => arn + one);
    const statement = { Effect: 'Allow', Action: action, Resource };
    expect(buildStatement(action, arn + named, 'sg-0a')).toEqual(statement);
  });

  it('of a refusal limits no more than what AWS told', () => {
    const modify = 'ec2:ModifySecurityGroupRules';
    expect(buildStatement(modify, null, 'sg-0a').Resource).toBe('*');
    expect(buildStatement('ec2:Novel', 'arn:aws:ec2:::x', undefined).Resource).toBe('arn:aws:ec2:::x');
    const place = 'arn:aws:ec2:eu-west-1:1:security-group';
    expect(buildStatement(modify, `${place}/sg-0a`, undefined).Resource).toEqual([
      `${place}/*`,
      `${place}-rule/*`,
    ]);
  });

  it('is JSON, holds the minimal actions, has none twice, and does not hang on the order of the request', () => {
    const minimal = grants(read(GUIDE)).map(({ action }) => action);
    fc.assert(
      fc.property(request, (wanted) => {
        const text = formatPolicy(buildPolicy(wanted));
        const given = grants(read(text));
        expect(given.map(({ action }) => action)).toEqual(expect.arrayContaining(minimal));
        expect(new Set(given.map(({ action, resource }) => `${action} ${resource}`)).size).toBe(given.length);
        const turned = {
          ...wanted,
          features: wanted.features.toReversed(),
          groups: wanted.groups.toReversed(),
          roles: wanted.roles.toReversed(),
        };
        expect(formatPolicy(buildPolicy(turned))).toBe(text);
      }),
    );
  });
});
