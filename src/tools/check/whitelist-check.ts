import { z } from 'zod';
import { formatCidr } from '#core/network/cidr.ts';
import { coverage } from '#core/rules/coverage.ts';
import { withoutRepeats } from '#core/rules/ingress-rule.ts';
import { describeTraffic } from '#core/network/traffic.ts';
import { portNotes } from '#tools/answer/warnings.ts';
import { BEHIND, callFacts, factNotes, withCallFacts } from '#tools/answer/call-facts.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { endWarnings } from './ending-soon.ts';
import { findPlaces } from '#tools/lookup/places.ts';
import { readWhere } from '#tools/input/read-where.ts';
import { addressesOf, readWho, whoIsMissing } from '#tools/input/read-who.ts';
import { ruleResult, rulesTable, toRuleResult } from '#tools/answer/rule-result.ts';
import { targetFacts, targetNotes, targetsOf } from '#tools/answer/target-facts.ts';
import { boundedRules, trafficAt, whatAt } from '#tools/lookup/wanted-rules.ts';

const SCOPE =
  'This speaks of this security group alone: network ACLs, routes and other groups also decide whether traffic arrives.';

const output = z.object({
  allowed: z.boolean().nullable().describe('null: hangs on the rules in depends_on'),
  security_group_id: z.string(),
  asked: z.string(),
  /** With several addresses or ports: each by itself. */
  parts: z.array(z.object({ asked: z.string(), allowed: z.boolean().nullable() })).optional(),
  rules: z.array(ruleResult).describe('Rules that let it, or a part of it, in'),
  depends_on: z.array(ruleResult),
  scope: z.string(),
  ...targetFacts,
  ...callFacts,
});

export const whitelistCheck = defineTool({
  name: 'whitelist_check',
  title: 'Check an address',
  description: 'Does an AWS security group let all of this address or CIDR in on this port?',
  input: { ...fields.oneWho, ...fields.oneWhere, port: fields.ports, protocol: fields.protocol },
  output,
  annotations: READ_ONLY,
  positionals: ['ip_address', 'security_group_id'],
  ignored: ['description'],

  async handler(input, access, context) {
    const { settings } = context;
    const where = readWhere(input, ['security_group_id', 'target']);
    const who = readWho(input);
    if (who === null) throw whoIsMissing();
    const what = await whatAt(input, where, settings);
    if (what !== null) boundedRules(who.cidrs, what, null, 1);
    const [{ cidrs, warnings }, places] = await Promise.all([
      addressesOf(who, context),
      findPlaces(where, access, context, { changes: false }),
    ]);
    const [place] = places;
    const { session, groupId } = place;
    const { rules: wanted } = boundedRules(cidrs, await trafficAt(place, what, input, settings), null, 1);
    const { value, facts } = await withCallFacts(session, session.groups.describe(groupId), [
      ...warnings,
      ...place.warnings,
      ...(what === null ? portNotes(places) : []),
    ]);
    const now = await session.now();
    const answers = wanted.flatMap(({ source, traffic }) =>
      source.kind === 'cidr'
        ? [{ cidr: source.cidr, traffic, ...coverage(value.rules, source.cidr, traffic) }]
        : [],
    );
    const isBehind = answers.some(({ cidr, traffic }) =>
      value.behind?.some((rule) => coverage([rule], cidr, traffic).by.length > 0),
    );
    const allowed = together(answers.map((answer) => answer.allowed));
    const by = withoutRepeats(answers.flatMap((answer) => answer.by));
    const parts = answers.map((answer) => ({
      asked: `${describeTraffic(answer.traffic)} from ${formatCidr(answer.cidr)}`,
      allowed: answer.allowed,
    }));
    return {
      allowed,
      security_group_id: groupId,
      asked: parts.map(({ asked }) => asked).join(', '),
      ...(parts.length > 1 && { parts }),
      rules: by.map((rule) => toRuleResult(rule, now)),
      depends_on: withoutRepeats(answers.flatMap(({ undecided }) => undecided)).map((rule) =>
        toRuleResult(rule, now),
      ),
      scope: SCOPE,
      ...targetsOf(places),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(isBehind ? [BEHIND] : []),
        ...(allowed === false && by.length > 0
          ? ['Only a part of what was asked is let in, by the rules shown.']
          : []),
        ...endWarnings(answers, value.rules, now),
      ],
    };
  },

  view: (result) => ({
    headline: headline(result),
    ...(result.rules.length + result.depends_on.length > 0 && {
      table: rulesTable([...result.rules, ...result.depends_on]),
    }),
    notes: [
      ...(result.parts ?? []).map(partNote),
      result.scope,
      ...targetNotes(result),
      ...factNotes(result),
    ],
  }),
});

function headline({ allowed, asked, security_group_id: id, depends_on }: z.infer<typeof output>): string {
  if (allowed === true) return `Yes: ${id} lets in ${asked}.`;
  if (allowed === false) return `No: ${id} does not let in ${asked}.`;
  const sources = depends_on.map((rule) => rule.source_group_id ?? rule.prefix_list_id).join(', ');
  return `Not known: whether ${id} lets in ${asked} hangs on the members of ${sources}, which were not read.`;
}

/** Yes for all of it, no where a part is known to be kept out, else it is not known. */
function together(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

const partNote = ({ asked, allowed }: { readonly asked: string; readonly allowed: boolean | null }): string =>
  `${allowed === null ? 'Not known' : allowed ? 'Yes' : 'No'}: ${asked}.`;
