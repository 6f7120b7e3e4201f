import { type Action, type Call, ec2Arn } from '#sandbox/auth/call.ts';
import { values } from '#sandbox/protocol/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { type XmlNode, xmlItems } from '#sandbox/protocol/xml.ts';
import { type FilterFields, applyFilters } from './filters.ts';
import { groupById, groupByName } from './lookup.ts';
import { paginateEc2 } from './pagination.ts';
import { toPermissionSet } from '#sandbox/ec2/rules/rules.ts';
import { tagSet } from './tags.ts';

/** What the rules inwards offer. Several such filters need not be about one and the same rule. */
function ingressValues(pick: (rule: Rule) => string | number | null) {
  return ({ rules }: Group) =>
    rules.flatMap((rule) => {
      const value = rule.egress ? null : pick(rule);
      return value === null ? [] : [String(value)];
    });
}

const FIELDS: FilterFields<Group> = {
  'group-id': ({ id }) => [id],
  'group-name': ({ name }) => [name],
  'vpc-id': ({ vpcId }) => [vpcId],
  'owner-id': ({ ownerId }) => (ownerId === undefined ? [] : [ownerId]),
  description: ({ description }) => [description],
  'tag-key': ({ tags }) => tags.map(({ key }) => key),
  'ip-permission.protocol': ingressValues(({ protocol }) => protocol),
  'ip-permission.from-port': ingressValues(({ fromPort }) => fromPort),
  'ip-permission.to-port': ingressValues(({ toPort }) => toPort),
  'ip-permission.cidr': ingressValues(({ source }) => (source.kind === 'ipv4' ? source.cidr : null)),
  'ip-permission.ipv6-cidr': ingressValues(({ source }) => (source.kind === 'ipv6' ? source.cidr : null)),
  'ip-permission.group-id': ingressValues(({ source }) => (source.kind === 'group' ? source.id : null)),
};

function groupItem(call: Call, group: Group): XmlNode {
  return {
    ownerId: group.ownerId ?? call.state.accountId,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    ipPermissions: toPermissionSet(group.rules.filter(({ egress }) => !egress)),
    ipPermissionsEgress: toPermissionSet(group.rules.filter(({ egress }) => egress)),
    // AWS leaves the element out of an untagged group, and SDKs then show none.
    ...(group.tags.length > 0 && { tagSet: tagSet(group.tags) }),
    securityGroupArn: ec2Arn(call, 'security-group', group.id),
  };
}

/** `DescribeSecurityGroups`: by id, by name (default VPC), by filter, or all; rules in their aggregated form. */
export const describeGroups: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'ec2:DescribeSecurityGroups', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'GroupId');
    const names = values(call.params, 'GroupName');
    const named = [...ids.map((id) => groupById(call, id)), ...names.map((name) => groupByName(call, name))];
    const requested = ids.length + names.length > 0 ? [...new Set(named)] : call.region.groups;
    const { part, nextToken } = paginateEc2(call, applyFilters(call.params, requested, FIELDS));
    return { securityGroupInfo: xmlItems(part.map((group) => groupItem(call, group))), nextToken };
  },
};
