import { z } from 'zod';
import { formatCidr } from '../core/cidr.ts';
import { coverage } from '../core/coverage.ts';
import { parseSecurityGroupId } from '../core/ids.ts';
import { describeTraffic } from '../core/traffic.ts';
import { BEHIND, callFacts, factNotes, withCallFacts } from './call-facts.ts';
import { defineTool, READ_ONLY } from './definition.ts';
import { ipAddress, port, protocol, securityGroupId } from './fields.ts';
import { ruleResult, rulesTable, toRuleResult } from './rule-result.ts';
import { readRule } from './wanted-rule.ts';

const SCOPE =
  'This speaks of this security group alone: network ACLs, routes and other groups also decide whether traffic arrives.';

const output = z.object({
  allowed: z.boolean().nullable().describe('null: hangs on the rules in depends_on'),
  security_group_id: z.string(),
  asked: z.string(),
  rules: z.array(ruleResult).describe('Rules that let it, or a part of it, in'),
  depends_on: z.array(ruleResult),
  scope: z.string(),
  ...callFacts,
});

export const whitelistCheck = defineTool({
  name: 'whitelist_check',
  title: 'Check an address',
  description: 'Does an AWS security group let all of this address or CIDR in on this port?',
  input: { security_group_id: securityGroupId, ip_address: ipAddress, port, protocol },
  output,
  annotations: READ_ONLY,
  positionals: ['ip_address', 'security_group_id'],
  ignored: ['description'],

  async handler(input, access, context) {
    const groupId = parseSecurityGroupId(input.security_group_id);
    const { cidr, traffic, warnings } = readRule(input, context.settings);
    const session = await context.open(access, { groups: [groupId], changes: false });
    const { value, facts } = await withCallFacts(session, session.groups.describe(groupId), warnings);
    const { allowed, by, undecided } = coverage(value.rules, cidr, traffic);
    const isBehind = value.behind?.some((rule) => coverage([rule], cidr, traffic).by.length > 0);
    const partly = allowed === false && by.length > 0;
    return {
      allowed,
      security_group_id: groupId,
      asked: `${describeTraffic(traffic)} from ${formatCidr(cidr)}`,
      rules: by.map(toRuleResult),
      depends_on: undecided.map(toRuleResult),
      scope: SCOPE,
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(isBehind ? [BEHIND] : []),
        ...(partly ? ['Only a part of what was asked is let in, by the rules shown.'] : []),
      ],
    };
  },

  view: (result) => ({
    headline: headline(result),
    ...(result.rules.length + result.depends_on.length > 0 && {
      table: rulesTable([...result.rules, ...result.depends_on]),
    }),
    notes: [result.scope, ...factNotes(result)],
  }),
});

function headline({ allowed, asked, security_group_id: id, depends_on }: z.infer<typeof output>): string {
  if (allowed === true) return `Yes: ${id} lets in ${asked}.`;
  if (allowed === false) return `No: ${id} does not let in ${asked}.`;
  const sources = depends_on.map((rule) => rule.source_group_id ?? rule.prefix_list_id).join(', ');
  return `Not known: whether ${id} lets in ${asked} hangs on the members of ${sources}, which were not read.`;
}
