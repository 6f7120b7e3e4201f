import { type Action, type Call, arnOf } from '#sandbox/auth/call.ts';
import { invalidValue, missingParameter } from '#sandbox/errors.ts';
import type { Need } from '#sandbox/auth/policies.ts';
import { type Params, required, structures, text, within } from '#sandbox/query.ts';
import type { Group, Rule, RuleSpec } from '#sandbox/state/state.ts';
import { groupById, ruleById } from './lookup.ts';
import { checkKind, givenSource, readModifiedSource } from './modified-source.ts';
import { checkRepeats } from './permissions.ts';
import { readPorts, readProtocol } from './ports.ts';
import { checkQuota } from './quota.ts';
import { alreadyThere, describeRule, ruleKey } from './rules.ts';
import { checkDescription, checkNetworks } from './sources.ts';

/** A rule that is there, and all that it is to be. */
interface Modification extends RuleSpec {
  rule: Rule;
  description: string | undefined;
}

function modificationOf(call: Call, update: Params, rules: readonly Rule[]): Modification {
  const id = required(update, 'SecurityGroupRuleId');
  const wanted = within(update, 'SecurityGroupRule');
  const given = givenSource(wanted);
  const rule = ruleById(id, rules);
  const name = text(wanted, 'IpProtocol');
  if (name === undefined) {
    throw invalidValue(
      "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
    );
  }
  const protocol = readProtocol(name);
  const ports = readPorts(wanted, protocol);
  checkKind(given, rule);
  const source = readModifiedSource(call, rule.source, given);
  const words = text(wanted, 'Description');
  return { rule, protocol, ...ports, source, description: words && checkDescription(words, source) };
}

function needs(call: Call): Need[] {
  const action = 'ec2:ModifySecurityGroupRules';
  const group = text(call.params, 'GroupId') ?? '*';
  const rules = structures(call.params, 'SecurityGroupRule').map(
    (update) => text(update, 'SecurityGroupRuleId') ?? '*',
  );
  return [
    { action, resource: arnOf(call, 'security-group', group) },
    ...rules.map((id) => ({ action, resource: arnOf(call, 'security-group-rule', id) })),
  ];
}

function checkDuplicates({ rules }: Group): void {
  const seen = new Set<string>();
  for (const rule of rules) {
    const key = `${rule.egress} ${ruleKey(rule)}`;
    if (seen.has(key)) throw alreadyThere(rule);
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
  needs,
  run: (call) => {
    const group = groupById(call, required(call.params, 'GroupId'));
    const updates = structures(call.params, 'SecurityGroupRule');
    if (updates.length === 0) throw missingParameter('securityGroupRules');
    const modifications = updates.map((update) => modificationOf(call, update, group.rules));
    checkRepeats(modifications.map(({ rule }) => rule.id));
    checkNetworks(call, modifications, group);
    for (const { rule, description, ...spec } of modifications)
      describeRule(Object.assign(rule, spec), description);
    checkDuplicates(group);
    checkCosts(call, group, modifications);
    return { return: true };
  },
};
