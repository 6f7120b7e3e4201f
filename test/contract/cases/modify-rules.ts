import {
  CreateTagsCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  type SecurityGroupRuleRequest,
} from '@aws-sdk/client-ec2';
import type { ContractCase } from '#test/contract/case.ts';
import {
  type AwsFixture,
  authorize,
  ingressTexts,
  ingressRules,
  describeOutcome,
  formatRule,
  tcpPermission,
  tcpPermissionIpv6,
} from '#test/contract/aws-fixture.ts';

const HERE = '203.0.113.7/32';
const THERE = '203.0.113.8/32';
const WEB = `tcp 80-80 ${HERE} web`;
const UNCHANGED = [`tcp 22-22 ${HERE} words`, WEB];

const ssh = (CidrIpv4: string, Description?: string): SecurityGroupRuleRequest => ({
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  CidrIpv4,
  ...(Description !== undefined && { Description }),
});

function modify(
  stage: AwsFixture,
  GroupId: string,
  SecurityGroupRuleId: string,
  SecurityGroupRule: SecurityGroupRuleRequest,
  DryRun = false,
) {
  const SecurityGroupRules = [{ SecurityGroupRuleId, SecurityGroupRule }];
  return stage.ec2.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules, DryRun }));
}

/** A group with a rule on port 22, whose id is told, and with another one. */
async function groupOf(stage: AwsFixture, rule: IpPermission): Promise<{ group: string; id: string }> {
  const group = await stage.newGroup();
  await authorize(stage, group, rule);
  await authorize(stage, group, tcpPermission(80, HERE, 'web'));
  const found = (await ingressRules(stage, group)).find(({ FromPort }) => FromPort === 22);
  return { group, id: found?.SecurityGroupRuleId ?? '' };
}

/** Modifies the rule on port 22 and tells how that went and what the group then holds. */
function modifying(
  id: string,
  to: SecurityGroupRuleRequest,
  aws: ContractCase['aws'],
  from: IpPermission = tcpPermission(22, HERE, 'words'),
): ContractCase {
  return {
    id,
    run: async (stage) => {
      const { group, id: rule } = await groupOf(stage, from);
      const answer = await describeOutcome(modify(stage, group, rule, to));
      return { answer, rules: await ingressTexts(stage, group) };
    },
    aws,
  };
}

const refused = (answer: string): ContractCase['aws'] => ({ answer, rules: UNCHANGED });
const six = tcpPermissionIpv6(22, '2001:db8::7/128');

/** `ModifySecurityGroupRules`. */
export const MODIFY_CASES: readonly ContractCase[] = [
  modifying(
    'modify-rule',
    { ...ssh(THERE, 'moved'), IpProtocol: 'udp', FromPort: 8000, ToPort: 8010 },
    { answer: 'ok', rules: [WEB, `udp 8000-8010 ${THERE} moved`] },
  ),
  modifying('modify-rule-clears-description', ssh(THERE), {
    answer: 'ok',
    rules: [`tcp 22-22 ${THERE}`, WEB],
  }),
  modifying('modify-description-alone', ssh(HERE, 'other words'), {
    answer: 'ok',
    rules: [`tcp 22-22 ${HERE} other words`, WEB],
  }),
  modifying('modify-rule-canonical', ssh('203.0.113.9/28', 'words'), {
    answer: 'ok',
    rules: ['tcp 22-22 203.0.113.0/28 words', WEB],
  }),
  modifying(
    'modify-rule-every-protocol',
    { IpProtocol: '-1', CidrIpv4: HERE },
    {
      answer: 'ok',
      rules: [`-1 -1--1 ${HERE}`, WEB],
    },
  ),
  modifying(
    'modify-rule-ipv6',
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv6: '2001:db8::8/128' },
    { answer: 'ok', rules: ['tcp 22-22 2001:db8::8/128', WEB] },
    six,
  ),
  modifying(
    'modify-into-duplicate',
    { ...ssh(HERE), FromPort: 80, ToPort: 80 },
    refused('InvalidPermission.Duplicate'),
  ),
  modifying(
    'modify-ipv4-to-ipv6',
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv6: '2001:db8::8/128' },
    refused('InvalidParameterValue'),
  ),
  modifying(
    'modify-ipv6-to-ipv4',
    ssh(HERE),
    { answer: 'InvalidParameterValue', rules: ['tcp 22-22 2001:db8::7/128', WEB] },
    six,
  ),
  modifying('modify-without-source', { IpProtocol: '-1' }, refused('MissingParameter')),
  modifying(
    'modify-with-two-sources',
    { ...ssh(HERE), CidrIpv6: '::/0' },
    refused('InvalidParameterCombination'),
  ),
  modifying('modify-without-protocol', { CidrIpv4: HERE }, refused('InvalidParameterValue')),
  modifying('modify-without-ports', { IpProtocol: 'tcp', CidrIpv4: HERE }, refused('InvalidParameterValue')),
  modifying('modify-too-long', ssh(HERE, 'x'.repeat(256)), refused('InvalidParameterValue')),
  {
    id: 'modify-keeps-id-and-tags',
    run: async (stage) => {
      const { group, id } = await groupOf(stage, tcpPermission(22, HERE, 'words'));
      await stage.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'k', Value: 'v' }] }));
      const { Return } = await modify(stage, group, id, ssh(THERE, 'moved'));
      const rule = (await ingressRules(stage, group)).find((one) => one.SecurityGroupRuleId === id);
      const tags = (rule?.Tags ?? []).map(({ Key, Value }) => `${Key}=${Value}`);
      return { return: Return ?? null, rule: rule ? formatRule(rule) : null, tags };
    },
    aws: { return: true, rule: `tcp 22-22 ${THERE} moved`, tags: ['k=v'] },
  },
  {
    id: 'modify-unknown-rule-id',
    run: async (stage) => {
      const { group } = await groupOf(stage, tcpPermission(22, HERE));
      const { id: elsewhere } = await groupOf(stage, tcpPermission(22, HERE));
      const ids = ['sgr-0fffffffffffffff0', elsewhere];
      return Promise.all(ids.map((id) => describeOutcome(modify(stage, group, id, ssh(THERE)))));
    },
    aws: ['InvalidSecurityGroupRuleId.NotFound', 'InvalidSecurityGroupRuleId.NotFound'],
  },
  {
    id: 'modify-dry-run',
    run: async (stage) => {
      const { group, id } = await groupOf(stage, tcpPermission(22, HERE, 'words'));
      const answer = await describeOutcome(modify(stage, group, id, ssh(THERE), true));
      return { answer, rules: await ingressTexts(stage, group) };
    },
    aws: refused('DryRunOperation'),
  },
];
