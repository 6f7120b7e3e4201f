import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { Group } from './group.ts';
import { fromIpPermission } from './ip-permission.ts';
import { present } from '#aws/errors/strange.ts';

/**
 * A group as DescribeSecurityGroups answers it. Without the list of its rules, which is there and empty where it has
 * none, nothing could be said of who is let in.
 *
 * @throws WhitelistError `aws_error` where something is missing or unknown
 */
export function toGroup(wire: SecurityGroup): Group {
  const id = present(wire.GroupId, 'the id of a security group');
  const rules = present(wire.IpPermissions, `the inbound rules of ${id}`);
  return {
    id,
    name: wire.GroupName ?? '',
    description: wire.Description ?? '',
    vpcId: wire.VpcId ?? null,
    tags: new Map((wire.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    rules: rules.flatMap(fromIpPermission),
  };
}
