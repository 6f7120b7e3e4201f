import type { Action } from '#sandbox/auth/call.ts';
import { authorizeIngress } from '#sandbox/ec2/rules/authorize.ts';
import { describeGroups } from './describe-groups.ts';
import { describePrefixLists } from './prefix-lists.ts';
import { describeRegions } from './describe-regions.ts';
import { describeRules } from '#sandbox/ec2/rules/describe-rules.ts';
import { createGroup, deleteGroup } from './groups.ts';
import { describeInstances } from './instances.ts';
import { describeInterfaces } from './interfaces.ts';
import { modifyRules } from '#sandbox/ec2/rules/modify-rules.ts';
import { revokeIngress } from '#sandbox/ec2/rules/revoke.ts';
import { createTags } from './tags.ts';
import { updateDescriptions } from '#sandbox/ec2/rules/update-descriptions.ts';
import { describeVpcs } from './vpcs.ts';

/** Every EC2 action that the sandbox answers, by AWS's name. */
export const EC2_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['AuthorizeSecurityGroupIngress', authorizeIngress],
  ['CreateSecurityGroup', createGroup],
  ['CreateTags', createTags],
  ['DeleteSecurityGroup', deleteGroup],
  ['DescribeInstances', describeInstances],
  ['DescribeManagedPrefixLists', describePrefixLists],
  ['DescribeNetworkInterfaces', describeInterfaces],
  ['DescribeRegions', describeRegions],
  ['DescribeSecurityGroupRules', describeRules],
  ['DescribeSecurityGroups', describeGroups],
  ['DescribeVpcs', describeVpcs],
  ['ModifySecurityGroupRules', modifyRules],
  ['RevokeSecurityGroupIngress', revokeIngress],
  ['UpdateSecurityGroupRuleDescriptionsIngress', updateDescriptions],
]);
