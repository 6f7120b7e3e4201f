import { type Action, type Call, ec2Arn } from '#sandbox/auth/call.ts';
import { invalidValue, missingParameter } from '#sandbox/protocol/errors.ts';
import type { Permission } from '#sandbox/auth/policies.ts';
import { type Params, requiredText, structures, text, substructure } from '#sandbox/protocol/query.ts';
import type { Group, Rule, RuleSpec } from '#sandbox/state/state.ts';
import { groupById, ruleById } from '#sandbox/ec2/lookup.ts';
import { checkSourceKind, readGivenSource, readModifiedSource } from './modified-source.ts';
import { checkNoRepeats } from './permissions.ts';
import { readPorts, readProtocol } from './ports.ts';
import { checkQuota } from './quota.ts';
import { duplicateRule, setDescription, ruleKey } from './rules.ts';
import { checkDescription, checkSameVpc } from './sources.ts';

/** A rule that is there, and all that it is to be. */
interface Modification extends RuleSpec {
  rule: Rule;
  description: string | undefined;
}

function readModification(call: Call, update: Params, rules: readonly Rule[]): Modification {
  const id = requiredText(update, 'SecurityGroupRuleId');
  const wanted = substructure(update, 'SecurityGroupRule');
  const givenSource = readGivenSource(wanted);
  const rule = ruleById(id, rules);
  const name = text(wanted, 'IpProtocol');
  if (name === undefined) {
    throw invalidValue(
      "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
    );
  }
  const protocol = readProtocol(name);
  const ports = readPorts(wanted, protocol);
  checkSourceKind(givenSource, rule);
  const source = readModifiedSource(call, rule.source, givenSource);
  const description = text(wanted, 'Description');
  return {
    rule,
    protocol,
    ...ports,
    source,
    description: description && checkDescription(description, source),
  };
}

function requiredPermissions(call: Call): Permission[] {
  const action = 'ec2:ModifySecurityGroupRules';
  const group = text(call.params, 'GroupId') ?? '*';
  const rules = structures(call.params, 'SecurityGroupRule').map(
    (update) => text(update, 'SecurityGroupRuleId') ?? '*',
  );
  return [
    { action, resource: ec2Arn(call, 'security-group', group) },
    ...rules.map((id) => ({ action, resource: ec2Arn(call, 'security-group-rule', id) })),
  ];
}

function checkDuplicates({ rules }: Group): void {
  const seen = new Set<string>();
  for (const rule of rules) {
    const key = `${rule.egress} ${ruleKey(rule)}`;
    if (seen.has(key)) throw duplicateRule(rule);
    seen.add(key);
  }
}

/** The kind of a source stays, so that only another prefix list can make a direction cost more than it did. */
function checkCosts(call: Call, group: Group, modifications: readonly Modification[]): void {
  for (const { rule, source } of modifications) {
    if (source.kind !== 'prefix-list') continue;
    const direction = group.rules.filter(({ egress }) => egress === rule.egress);
    checkQuota(direction, call.region);
  }
}

/**
 * `ModifySecurityGroupRules`, of both directions: each rule becomes all that the request says of it, or none does.
 * What is not said is not kept: a rule that comes without a description has none. Its id and its tags stay.
 */
export const modifyRules: Action = {
  writes: true,
  requiredPermissions,
  run: (call) => {
    const group = groupById(call, requiredText(call.params, 'GroupId'));
    const updates = structures(call.params, 'SecurityGroupRule');
    if (updates.length === 0) throw missingParameter('securityGroupRules');
    const modifications = updates.map((update) => readModification(call, update, group.rules));
    checkNoRepeats(modifications.map(({ rule }) => rule.id));
    checkSameVpc(call, modifications, group);
    for (const { rule, description, ...spec } of modifications)
      setDescription(Object.assign(rule, spec), description);
    checkDuplicates(group);
    checkCosts(call, group, modifications);
    return { return: true };
  },
};
