import { parseSecurityGroupId } from '../core/ids.ts';
import { withCallFacts } from './call-facts.ts';
import { callFor, changeResult, changeView, plannedResult } from './change-result.ts';
import { defineTool } from './definition.ts';
import { dryRun, ipAddress, planToken, port, protocol, ruleId, securityGroupId } from './fields.ts';
import { guarded } from './guarded.ts';
import { NOTHING_REMOVED, readSelector } from './remove-selector.ts';
import { toRuleResult } from './rule-result.ts';

const MAY_HAVE_REMOVED =
  'An answer of AWS was lost, so this very call may have removed it; no undo is offered.';

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
    dry_run: dryRun,
    plan_token: planToken,
  },
  output: changeResult(['removed', 'not_found', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],
  onlyRemoves: true,
  ignored: ['description'],

  async handler(input, access, context) {
    const groupId = parseSecurityGroupId(input.security_group_id);
    const { select, warnings } = readSelector(input, context.settings);
    const session = await context.open(access, { groups: [groupId], changes: true });
    const { make, ...selected } = select(session.groups, groupId);
    const shown = { dryRun: input.dry_run === true, planToken: input.plan_token };
    const proposal = { groupId, authorize: [], ...selected, ...shown };
    const change = guarded(context, session, proposal, {
      make: ({ revoke }) => make(revoke),
      unneeded: NOTHING_REMOVED,
    });
    const { value: outcome, facts } = await withCallFacts(session, change, warnings);
    if (outcome.kind === 'planned') {
      const told = [...facts.warnings, ...outcome.plan.warnings];
      return { ...plannedResult(outcome.plan), security_group_id: groupId, ...facts, warnings: told };
    }
    const { value } = outcome;
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
        ...(!value.matched && value.retried ? [MAY_HAVE_REMOVED] : []),
      ],
      undo: undo.filter((call) => call !== null),
    };
  },

  view: (result) =>
    changeView(
      result.status === 'removed'
        ? `Removed from ${result.security_group_id}.`
        : result.warnings.includes(MAY_HAVE_REMOVED)
          ? `Not there (any more) in ${result.security_group_id}.`
          : `Not found in ${result.security_group_id}: nothing was removed.`,
      result,
    ),
});
