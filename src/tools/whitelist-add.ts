import { fillTemplate, parseDescription } from '../core/description.ts';
import { toWhitelistError, WhitelistError } from '../core/errors.ts';
import { parseSecurityGroupId, type SecurityGroupId } from '../core/ids.ts';
import { describeRule, sameRule, type IngressRule } from '../core/ingress-rule.ts';
import type { Group, SecurityGroups } from '../aws/group.ts';
import { withCallFacts } from './call-facts.ts';
import { callFor, changeResult, changeView, plannedResult } from './change-result.ts';
import type { ToolContext } from './context.ts';
import { defineTool } from './definition.ts';
import { description, dryRun, ipAddress, planToken, port, protocol, securityGroupId } from './fields.ts';
import { guarded } from './guarded.ts';
import { toRuleResult } from './rule-result.ts';
import { readRule } from './wanted-rule.ts';

const MAY_HAVE_ADDED = 'An answer of AWS was lost, so this very call may have added it; no undo is offered.';

export const whitelistAdd = defineTool({
  name: 'whitelist_add',
  title: 'Allow an address',
  description: 'Let an address into an AWS security group: adds the inbound rule; fine if it exists.',
  input: {
    security_group_id: securityGroupId,
    ip_address: ipAddress,
    port,
    protocol,
    description,
    dry_run: dryRun,
    plan_token: planToken,
  },
  output: changeResult(['added', 'already_present', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],

  async handler(input, access, context) {
    const groupId = parseSecurityGroupId(input.security_group_id);
    const { cidr, traffic, warnings } = readRule(input, context.settings);
    const rule: IngressRule = {
      source: { kind: 'cidr', cidr },
      traffic,
      description: readDescription(input.description, context),
      ruleId: null,
    };
    const session = await context.open(access, { groups: [groupId], changes: true });
    const proposal = {
      groupId,
      authorize: [rule],
      revoke: [],
      reads: false,
      against: ({ rules }: Group) => ({
        authorize: rules.some((other) => sameRule(other, rule)) ? [] : [rule],
        revoke: [],
      }),
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const change = guarded(context, session, proposal, {
      make: () => authorize(session.groups, groupId, rule),
      unneeded: { added: [], alreadyPresent: true, retried: false },
    });
    const { value: outcome, facts } = await withCallFacts(session, change, [
      ...warnings,
      ...(cidr.prefix === 0 ? ['This rule is open to every address in the world.'] : []),
    ]);
    const result = { security_group_id: groupId, ...facts };
    if (outcome.kind === 'planned') {
      const told = [...facts.warnings, ...outcome.plan.warnings];
      return { ...result, ...plannedResult(outcome.plan), warnings: told };
    }
    const { value } = outcome;
    if (value.alreadyPresent) {
      const kept = 'The rule was there already; its description was left as it is.';
      const present = { ...rule, description: null };
      return {
        ...result,
        status: 'already_present' as const,
        rules: [toRuleResult(present)],
        warnings: [
          ...facts.warnings,
          ...(value.retried ? [MAY_HAVE_ADDED] : rule.description === null ? [] : [kept]),
        ],
        undo: [],
      };
    }
    const where = { groupId, region: session.region, profile: access.profile };
    const undo = value.added
      .map((added) => callFor('whitelist_remove', added, where))
      .filter((call) => call !== null);
    return { ...result, status: 'added' as const, rules: value.added.map(toRuleResult), undo };
  },

  view: (result) =>
    changeView(
      result.status === 'added'
        ? `Added to ${result.security_group_id}.`
        : result.warnings.includes(MAY_HAVE_ADDED)
          ? `Allowed by ${result.security_group_id}.`
          : `Already allowed by ${result.security_group_id}: nothing had to be changed.`,
      result,
    ),
});

/** The caller's words, else the person's template; an empty text is none. */
function readDescription(given: string | undefined, context: ToolContext): string | null {
  const template = context.settings.descriptionTemplate;
  const text = given ?? (template === undefined ? '' : fillTemplate(template, context));
  return text === '' ? null : parseDescription(text);
}

/** A full group is told with its numbers, so that a person sees which family to make room in. */
async function authorize(groups: SecurityGroups, groupId: SecurityGroupId, rule: IngressRule) {
  try {
    return await groups.authorize(groupId, [rule]);
  } catch (error) {
    const failure = toWhitelistError(error);
    if (failure.code !== 'rule_limit_exceeded') throw failure;
    const counts = await groups.describe(groupId).then(countRules, () => null);
    if (counts === null) throw failure;
    throw new WhitelistError(failure.code, failure.message, {
      ...failure.details,
      guidance: [`${counts}; wanted: ${describeRule(rule)}.`, ...(failure.details.guidance ?? [])],
    });
  }
}

function countRules({ rules }: Group): string {
  const count = (family: number) =>
    rules.filter(({ source }) => source.kind === 'cidr' && source.cidr.family === family).length;
  const others = rules.filter(({ source }) => source.kind !== 'cidr').length;
  return `It has ${count(4)} IPv4 and ${count(6)} IPv6 inbound rules, and ${others} from groups and prefix lists`;
}
