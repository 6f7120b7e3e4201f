import type { Call } from '#sandbox/auth/call.ts';
import { ServiceError, truncateEcho, invalidValue, missingParameter } from '#sandbox/protocol/errors.ts';
import { text } from '#sandbox/protocol/query.ts';
import type { Group, Rule, Vpc } from '#sandbox/state/state.ts';

/** `InvalidGroup.NotFound` for an id, which is also what a group of another region or account is. */
export function noSuchGroup(id: string): ServiceError {
  return new ServiceError('InvalidGroup.NotFound', `The security group '${truncateEcho(id)}' does not exist`);
}

/** The group with this id. @throws ServiceError `InvalidGroupId.Malformed`, `InvalidGroup.NotFound` */
export function groupById(call: Call, id: string): Group {
  if (!id.startsWith('sg-')) {
    throw new ServiceError(
      'InvalidGroupId.Malformed',
      `Invalid id: "${truncateEcho(id)}" (expecting "sg-...")`,
    );
  }
  if (!/^sg-[0-9a-f]+$/.test(id)) {
    throw new ServiceError('InvalidGroupId.Malformed', `Invalid id: "${truncateEcho(id)}"`);
  }
  const group = call.region.groups.find((one) => one.id === id);
  if (group === undefined) throw noSuchGroup(id);
  return group;
}

/** The region's default VPC. @throws ServiceError `VPCIdNotSpecified` where somebody has none */
export function defaultVpc(call: Call): Vpc {
  const vpc = call.region.vpcs.find(({ isDefault }) => isDefault);
  if (vpc === undefined) throw new ServiceError('VPCIdNotSpecified', 'No default VPC for this user');
  return vpc;
}

/** The default VPC's group of this name; groups of other VPCs go by id only. @throws ServiceError */
export function groupByName(call: Call, name: string): Group {
  const vpc = defaultVpc(call);
  const group = call.region.groups.find((one) => one.vpcId === vpc.id && one.name === name);
  if (group === undefined) {
    throw new ServiceError(
      'InvalidGroup.NotFound',
      `The security group '${truncateEcho(name)}' does not exist in default VPC '${vpc.id}'`,
    );
  }
  return group;
}

/**
 * The group that a request wants to change: one that another account shares is that account's to change. The words are
 * not AWS's own.
 *
 * @throws ServiceError also when neither or both of `GroupId` and `GroupName` are there
 */
export function changeableGroup(call: Call): Group {
  const group = targetGroup(call);
  if (group.ownerId === undefined || group.ownerId === call.state.accountId) return group;
  throw new ServiceError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
}

/** The group that `GroupId` or `GroupName` speaks of. @throws ServiceError also when neither or both are there */
export function targetGroup(call: Call): Group {
  const id = text(call.params, 'GroupId');
  const name = text(call.params, 'GroupName');
  if (id !== undefined && name !== undefined) {
    throw new ServiceError('InvalidParameterCombination', 'Give either groupId or groupName, not both');
  }
  if (id !== undefined) return groupById(call, id);
  if (name !== undefined) return groupByName(call, name);
  throw missingParameter('groupName or groupId');
}

/**
 * The id of the group that a policy is asked about, before anything is looked at: a caller without leave learns
 * nothing of what exists.
 */
export function targetGroupId(call: Call): string {
  const id = text(call.params, 'GroupId');
  if (id !== undefined) return id;
  const name = text(call.params, 'GroupName');
  return call.region.groups.find((group) => group.name === name)?.id ?? '*';
}

/** `InvalidSecurityGroupRuleId.NotFound` */
export function noSuchRule(id: string): ServiceError {
  return new ServiceError(
    'InvalidSecurityGroupRuleId.NotFound',
    `The security group rule ID '${truncateEcho(id)}' does not exist`,
  );
}

/** Refuses what cannot be a rule's id. @throws ServiceError `InvalidSecurityGroupRuleId.Malformed` */
export function checkRuleId(id: string): string {
  if (/^sgr-[0-9a-f]+$/.test(id)) return id;
  throw new ServiceError(
    'InvalidSecurityGroupRuleId.Malformed',
    `The security group rule ID '${truncateEcho(id)}' is malformed`,
  );
}

/** The rule of this id out of those given. @throws ServiceError `InvalidSecurityGroupRuleId.Malformed`, `….NotFound` */
export function ruleById(id: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((one) => one.id === checkRuleId(id));
  if (rule === undefined) throw noSuchRule(id);
  return rule;
}

/** `InvalidPermission.NotFound`: a rule that is named by its properties is not there. */
export function noSuchPermission(): ServiceError {
  return new ServiceError(
    'InvalidPermission.NotFound',
    'The specified rule does not exist in this security group.',
  );
}

/** The VPC of this id. @throws ServiceError `InvalidVpcID.NotFound` */
export function vpcById(call: Call, id: string): Vpc {
  const vpc = call.region.vpcs.find((one) => one.id === id);
  if (vpc === undefined) {
    throw new ServiceError('InvalidVpcID.NotFound', `The vpc ID '${truncateEcho(id)}' does not exist`);
  }
  return vpc;
}

const DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

/** Whether EC2 takes the text for a description: at most 255 characters out of its alphabet. */
export function isDescription(value: string): boolean {
  return value.length <= 255 && DESCRIPTION.test(value);
}

/** A group's name or description, checked. @throws ServiceError `InvalidParameterValue` */
export function checkGroupText(value: string, name: string): string {
  if (isDescription(value)) return value;
  throw invalidValue(
    `Invalid value '${truncateEcho(value)}' for ${name}. It must be up to 255 characters of a-zA-Z0-9, spaces and ._-:/()#,@[]+=&;{}!$*`,
  );
}
