import { DescribeSecurityGroupsCommand, type SecurityGroup } from '@aws-sdk/client-ec2';
import type { Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, tagOf } from './wire.ts';

/** Most that EC2 gives in one page (EC2 API reference). */
const PAGE_SIZE = 1000;

/** By id, or all of them: EC2 has no filter for "called so in one way or another", and tells at once what is near. */
export async function findSecurityGroups(
  name: TargetName,
  { ask, ec2, region }: TargetAccess,
): Promise<Listing> {
  const byId = name.kind === 'id' || name.kind === 'arn';
  const pages = await ask({
    action: 'ec2:DescribeSecurityGroups',
    request: (NextToken, o) =>
      ec2().send(
        new DescribeSecurityGroupsCommand(
          byId ? { GroupIds: [name.id] } : { MaxResults: PAGE_SIZE, ...(NextToken && { NextToken }) },
        ),
        o,
      ),
    next: ({ NextToken }) => NextToken,
    absent: ['InvalidGroup.NotFound', 'InvalidGroupId.NotFound', 'InvalidGroupId.Malformed'],
  });
  const groups = (pages ?? []).flatMap((page) => required(page.SecurityGroups, 'security groups'));
  return {
    targets: groups.filter((group) => matchesGroup(name, group)).map((group) => toTarget(group, region)),
    names: groups.flatMap((group) => namesFor(name, group)),
  };
}

function matchesGroup(name: TargetName, group: SecurityGroup): boolean {
  if (name.kind === 'id') return group.GroupId === name.id;
  if (name.kind === 'arn') return group.GroupId === name.id && group.OwnerId === name.account;
  return namesFor(name, group).includes(name.kind === 'tag' ? name.value : name.text);
}

/** What it is called, as far as the given name could mean it. */
function namesFor(name: TargetName, { GroupName, Tags }: SecurityGroup): string[] {
  const names = name.kind === 'tag' ? [tagOf(Tags, name.key)] : [GroupName, tagOf(Tags, 'Name')];
  return names.filter((text) => text !== undefined && text !== null);
}

function toTarget({ GroupId, GroupName, Tags }: SecurityGroup, region: Region): Target {
  const id = required(GroupId, 'the id of a security group');
  const name = GroupName ?? tagOf(Tags, 'Name');
  return {
    kind: 'security_group',
    id,
    name,
    groups: parseGroupIds([id]),
    port: null,
    reachable: 'unknown',
    region,
  };
}
