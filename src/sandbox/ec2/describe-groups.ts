import { type Action, type Call, arnOf } from '#sandbox/auth/call.ts';
import { values } from '#sandbox/query.ts';
import type { Group, Rule } from '#sandbox/state/state.ts';
import { type XmlNode, items } from '#sandbox/xml.ts';
import { type Fields, filtered } from './filters.ts';
import { groupById, groupByName } from './lookup.ts';
import { page } from './page.ts';
import { permissionSet } from './rules.ts';
import { tagSet } from './tags.ts';

/** What the rules inwards offer. Several such filters need not be about one and the same rule. */
function ofRules(pick: (rule: Rule) => string | number | null) {
  return ({ rules }: Group) =>
    rules.flatMap((rule) => {
      const value = rule.egress ? null : pick(rule);
      return value === null ? [] : [String(value)];
    });
}

const FIELDS: Fields<Group> = {
  'group-id': ({ id }) => [id],
  'group-name': ({ name }) => [name],
  'vpc-id': ({ vpcId }) => [vpcId],
  description: ({ description }) => [description],
  'tag-key': ({ tags }) => tags.map(({ key }) => key),
  'ip-permission.protocol': ofRules(({ protocol }) => protocol),
  'ip-permission.from-port': ofRules(({ fromPort }) => fromPort),
  'ip-permission.to-port': ofRules(({ toPort }) => toPort),
  'ip-permission.cidr': ofRules(({ source }) => (source.kind === 'ipv4' ? source.cidr : null)),
  'ip-permission.ipv6-cidr': ofRules(({ source }) => (source.kind === 'ipv6' ? source.cidr : null)),
  'ip-permission.group-id': ofRules(({ source }) => (source.kind === 'group' ? source.id : null)),
};

function groupItem(call: Call, group: Group): XmlNode {
  return {
    ownerId: call.state.accountId,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    ipPermissions: permissionSet(group.rules.filter(({ egress }) => !egress)),
    ipPermissionsEgress: permissionSet(group.rules.filter(({ egress }) => egress)),
    // AWS leaves the element out of an untagged group, and SDKs then show none.
    ...(group.tags.length > 0 && { tagSet: tagSet(group.tags) }),
    securityGroupArn: arnOf(call, 'security-group', group.id),
  };
}

/** `DescribeSecurityGroups`: by id, by name (default VPC), by filter, or all; rules in their aggregated form. */
export const describeGroups: Action = {
  writes: false,
  needs: () => [{ action: 'ec2:DescribeSecurityGroups', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'GroupId');
    const names = values(call.params, 'GroupName');
    const named = [...ids.map((id) => groupById(call, id)), ...names.map((name) => groupByName(call, name))];
    const asked = ids.length + names.length > 0 ? [...new Set(named)] : call.region.groups;
    const { part, nextToken } = page(call, filtered(call.params, asked, FIELDS));
    return { securityGroupInfo: items(part.map((group) => groupItem(call, group))), nextToken };
  },
};
