import { type Action, type Call, ec2Arn } from '#sandbox/auth/call.ts';
import { ServiceError, truncateEcho, invalidValue } from '#sandbox/protocol/errors.ts';
import { newId } from '#sandbox/seed/ids.ts';
import { requiredText, text } from '#sandbox/protocol/query.ts';
import type { Group } from '#sandbox/state/state.ts';
import { checkGroupText, defaultVpc, targetGroup, targetGroupId, vpcById } from './lookup.ts';
import { tagSet, readTagSpecification } from './tags.ts';

function requestedVpc(call: Call): string {
  const requestedVpc = text(call.params, 'VpcId');
  return requestedVpc === undefined ? defaultVpc(call).id : vpcById(call, requestedVpc).id;
}

function checkName(call: Call, name: string, vpcId: string): string {
  checkGroupText(name, 'groupName');
  if (name.startsWith('sg-')) {
    throw invalidValue(`Invalid value '${truncateEcho(name)}' for groupName. It must not start with 'sg-'.`);
  }
  const taken = call.region.groups.some(
    (group) => group.vpcId === vpcId && group.name.toLowerCase() === name.toLowerCase(),
  );
  if (!taken) return name;
  throw new ServiceError(
    'InvalidGroup.Duplicate',
    `The security group '${truncateEcho(name)}' already exists for VPC '${vpcId}'`,
  );
}

/** `CreateSecurityGroup`: no way in, every way out over IPv4, in the default VPC unless another is named. */
export const createGroup: Action = {
  writes: true,
  requiredPermissions: (call) => [
    { action: 'ec2:CreateSecurityGroup', resource: ec2Arn(call, 'security-group', '*') },
    { action: 'ec2:CreateSecurityGroup', resource: ec2Arn(call, 'vpc', text(call.params, 'VpcId') ?? '*') },
  ],
  run: (call) => {
    const vpcId = requestedVpc(call);
    const group: Group = {
      id: newId('sg'),
      name: checkName(call, requiredText(call.params, 'GroupName'), vpcId),
      description: checkGroupText(requiredText(call.params, 'GroupDescription'), 'groupDescription'),
      vpcId,
      rules: [
        {
          id: newId('sgr'),
          egress: true,
          protocol: '-1',
          fromPort: null,
          toPort: null,
          source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
          tags: [],
        },
      ],
      tags: readTagSpecification(call.params, 'security-group'),
    };
    call.region.groups.push(group);
    return {
      groupId: group.id,
      return: true,
      tagSet: tagSet(group.tags),
      securityGroupArn: ec2Arn(call, 'security-group', group.id),
    };
  },
};

function isReferenced(call: Call, group: Group): boolean {
  return call.region.groups.some(
    (other) =>
      other !== group && other.rules.some(({ source }) => source.kind === 'group' && source.id === group.id),
  );
}

/** `DeleteSecurityGroup`: not a VPC's default group, and not one that another group's rules name. */
export const deleteGroup: Action = {
  writes: true,
  requiredPermissions: (call) => [
    { action: 'ec2:DeleteSecurityGroup', resource: ec2Arn(call, 'security-group', targetGroupId(call)) },
  ],
  run: (call) => {
    const group = targetGroup(call);
    if (group.name === 'default') {
      throw new ServiceError(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
    }
    if (isReferenced(call, group)) {
      throw new ServiceError('DependencyViolation', `resource ${group.id} has a dependent object`);
    }
    call.region.groups = call.region.groups.filter((other) => other !== group);
    return { return: true, groupId: group.id };
  },
};
