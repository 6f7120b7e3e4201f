import type { Revoked, SecurityGroups } from '../aws/group.ts';
import { formatCidr } from '../core/cidr.ts';
import { WhitelistError } from '../core/errors.ts';
import { parseSecurityGroupId, parseSecurityGroupRuleId, type SecurityGroupId } from '../core/ids.ts';
import { planRemove, type RemoveSelector } from '../core/plan.ts';
import { parseProtocol } from '../core/protocol.ts';
import { withCallFacts } from './call-facts.ts';
import { callFor, changeResult, changeView } from './change-result.ts';
import type { ToolSettings } from './context.ts';
import { defineTool } from './definition.ts';
import { ipAddress, port, protocol, ruleId, securityGroupId } from './fields.ts';
import { toRuleResult } from './rule-result.ts';
import { protocolFor, readAddress, readRule } from './wanted-rule.ts';

export const whitelistRemove = defineTool({
  name: 'whitelist_remove',
  title: 'Take an address out',
  description:
    'Remove inbound rules from an AWS security group: one rule_id, or exactly this address. Without port: all its ports, of every protocol unless one is given.',
  input: {
    security_group_id: securityGroupId,
    ip_address: ipAddress.optional(),
    port,
    protocol,
    rule_id: ruleId.optional(),
  },
  output: changeResult(['removed', 'not_found']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],
  ignored: ['description'],

  async handler(input, access, context) {
    const groupId = parseSecurityGroupId(input.security_group_id);
    const { remove, warnings } = readSelector(input, context.settings);
    const session = await context.open(access, { groups: [groupId], changes: true });
    const { value, facts } = await withCallFacts(session, remove(session.groups, groupId), warnings);
    const where = { groupId, region: session.region, profile: access.profile };
    const undo = value.removed.map((rule) => callFor('whitelist_add', rule, where));
    return {
      status: value.matched ? ('removed' as const) : ('not_found' as const),
      security_group_id: groupId,
      rules: value.removed.map(toRuleResult),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(undo.includes(null)
          ? ['A rule whose source is no address cannot be put back by this program.']
          : []),
        ...(value.matched && value.removed.length === 0
          ? ['AWS did not say what the removed rule was.']
          : []),
        ...(!value.matched && value.retried
          ? ['The request had to be repeated, so this very call may have removed it; no undo is offered.']
          : []),
      ],
      undo: undo.filter((call) => call !== null),
    };
  },

  view: (result) =>
    changeView(
      result.status === 'removed'
        ? `Removed from ${result.security_group_id}.`
        : `Not found in ${result.security_group_id}: nothing was removed.`,
      result,
    ),
});

interface Input {
  readonly ip_address?: string | undefined;
  readonly port?: number | string | undefined;
  readonly protocol?: string | undefined;
  readonly rule_id?: string | undefined;
}

interface Selected {
  readonly remove: (groups: SecurityGroups, groupId: SecurityGroupId) => Promise<Revoked>;
  readonly warnings: readonly string[];
}

/** An empty or missing selector never means "everything": one of the two has to name what is to go. */
function readSelector(input: Input, settings: ToolSettings): Selected {
  if (input.rule_id !== undefined) {
    const id = parseSecurityGroupRuleId(input.rule_id);
    const surplus = (['ip_address', 'port', 'protocol'] as const).filter((name) => input[name] !== undefined);
    if (surplus.length > 0) throw bothSelectors(surplus);
    return { remove: (groups, groupId) => groups.revokeById(groupId, id), warnings: [] };
  }
  if (input.ip_address === undefined) {
    throw new WhitelistError(
      'invalid_input',
      'Nothing says which rule to remove: ip_address and rule_id are missing.',
      {
        missing: ['ip_address', 'rule_id'],
        guidance: [
          'Give ip_address (e.g. "203.0.113.7"), with port to remove one rule, or rule_id (e.g. "sgr-0123…").',
        ],
      },
    );
  }
  if (input.port !== undefined) {
    const { cidr, traffic, warnings } = readRule(input, settings);
    const rule = { source: { kind: 'cidr' as const, cidr }, traffic, description: null, ruleId: null };
    return { remove: (groups, groupId) => groups.revoke(groupId, [rule]), warnings };
  }
  const { cidr, warnings } = readAddress(input.ip_address);
  const protocol =
    input.protocol === undefined ? {} : { protocol: protocolFor(cidr, parseProtocol(input.protocol)) };
  const selector = { cidr, ...protocol };
  return { remove: (groups, groupId) => removeAll(groups, groupId, selector), warnings };
}

function bothSelectors(surplus: readonly string[]): WhitelistError {
  return new WhitelistError(
    'invalid_input',
    `rule_id names one rule by itself; ${surplus.join(', ')} cannot be given too.`,
    {
      guidance: ['Give either rule_id, or ip_address with port and protocol.'],
    },
  );
}

/** Between the read and the revocation others may remove a rule, and AWS then refuses all of them: read again. */
const TRIES = 3;

async function removeAll(
  groups: SecurityGroups,
  groupId: SecurityGroupId,
  selector: RemoveSelector,
): Promise<Revoked> {
  let retried = false;
  for (let i = 0; i < TRIES; i++) {
    const { rules } = await groups.describe(groupId);
    const { revoke } = planRemove(rules, selector);
    if (revoke.length === 0) return { matched: false, removed: [], retried };
    const revoked = await groups.revoke(groupId, revoke);
    if (revoked.matched) return revoked;
    retried ||= revoked.retried;
  }
  throw new WhitelistError(
    'aws_error',
    `The rules of ${formatCidr(selector.cidr)} in ${groupId} kept changing.`,
    {
      retryable: true,
      guidance: ['Somebody else is changing this group; repeat the call.'],
    },
  );
}
