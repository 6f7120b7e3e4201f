import { DescribeSecurityGroupsCommand, type SecurityGroup } from '@aws-sdk/client-ec2';
import { MAX_SHOWN_LENGTH, type Target } from '#core/targets/found-target.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, tagOf, toFilterValue } from './wire.ts';

/** Most that EC2 gives in one page (EC2 API reference). */
const PAGE_SIZE = 1000;

/** By id, or all of them: EC2 has no filter for "name or Name tag", and the others are needed for similar names. */
export async function findSecurityGroups(
  name: TargetName,
  { fetchPages, ec2, region }: TargetAccess,
): Promise<Listing> {
  const byId = name.kind === 'id' || name.kind === 'arn';
  const pages = await fetchPages({
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

/** EKS writes it on the group that it makes for a cluster (EKS user guide, "View Amazon EKS security group requirements"). */
const CLUSTER_TAG = 'aws:eks:cluster-name';

/** EKS clusters, by the group of each, which its control plane and its managed nodes are in. */
export async function findKubernetesClusters(
  name: TargetName,
  { fetchPages, ec2, region }: TargetAccess,
): Promise<Listing> {
  const wanted = name.kind === 'name' ? name.name : name.kind === 'arn' ? name.id : null;
  if (wanted === null) return { targets: [], names: [] };
  const Filters = [{ Name: `tag:${CLUSTER_TAG}`, Values: [toFilterValue(wanted)] }];
  const pages = await fetchPages({
    action: 'ec2:DescribeSecurityGroups',
    request: (NextToken, o) =>
      ec2().send(
        new DescribeSecurityGroupsCommand({
          Filters,
          MaxResults: PAGE_SIZE,
          ...(NextToken && { NextToken }),
        }),
        o,
      ),
    next: ({ NextToken }) => NextToken,
  });
  const groups = (pages ?? [])
    .flatMap((page) => required(page.SecurityGroups, 'security groups'))
    .filter(({ Tags }) => tagOf(Tags, CLUSTER_TAG) === wanted);
  if (groups.length === 0) return { targets: [], names: [] };
  const target: Target = {
    kind: 'kubernetes_cluster',
    id: wanted,
    name: null,
    groups: parseGroupIds(groups.map(({ GroupId }) => GroupId)),
    port: null,
    reachable: 'unknown',
    region,
  };
  return { targets: [target], names: [] };
}

function matchesGroup(name: TargetName, group: SecurityGroup): boolean {
  if (name.kind === 'id') return group.GroupId === name.id;
  if (name.kind === 'arn') return group.GroupId === name.id && group.OwnerId === name.account;
  const wanted = name.kind === 'tag' ? name.value : name.kind === 'name' ? name.name : name.text;
  return namesFor(name, group).includes(wanted);
}

/** Its names, as far as the given one could mean them. */
function namesFor(name: TargetName, { GroupName, Tags }: SecurityGroup): string[] {
  const names = name.kind === 'tag' ? [tagOf(Tags, name.key)] : [GroupName, tagOf(Tags, 'Name')];
  return names.filter((text) => text !== undefined && text !== null);
}

function toTarget({ GroupId, GroupName, Tags, VpcId, Description }: SecurityGroup, region: Region): Target {
  const id = required(GroupId, 'the id of a security group');
  const name = GroupName ?? tagOf(Tags, 'Name');
  return {
    kind: 'security_group',
    id,
    name,
    details: [
      ...(VpcId ? [`in ${escapeUnprintable(VpcId, MAX_SHOWN_LENGTH)}`] : []),
      ...(Description ? [`"${escapeUnprintable(Description, MAX_SHOWN_LENGTH)}"`] : []),
    ].join(', '),
    groups: parseGroupIds([id]),
    port: null,
    reachable: 'unknown',
    region,
  };
}
