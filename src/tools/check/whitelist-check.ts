import { z } from 'zod';
import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import { createCoverageCheck, type Coverage } from '#core/covering/coverage.ts';
import { dedupeRules, formatSource } from '#core/rules/ingress-rule.ts';
import { describeTraffic } from '#core/network/traffic.ts';
import { describeUsedPorts } from '#tools/answer/warnings.ts';
import {
  STALE_READ,
  callFacts,
  describeCallFacts,
  readWithTime,
  withCallFacts,
} from '#tools/answer/call-facts.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { describeExpiringAccess } from './expiry-warnings.ts';
import { mapInSlices } from '#tools/lookup/in-slices.ts';
import { resolveTargets } from '#tools/lookup/resolve-targets.ts';
import { readTargets } from '#tools/input/read-targets.ts';
import {
  meansOwnAddress,
  resolveAddresses,
  readAddresses,
  addressMissing,
} from '#tools/input/read-addresses.ts';
import { ruleResult, toRulesTable, toRuleResult } from '#tools/answer/rule-result.ts';
import { targetFacts, describeTargets, toTargetFacts } from '#tools/answer/target-facts.ts';
import { buildBoundedRules, resolveTraffic, readTrafficRequest } from '#tools/lookup/requested-rules.ts';

const SCOPE_NOTICE =
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
  input: { ...fields.oneAddress, ...fields.oneTarget, port: fields.ports, protocol: fields.protocol },
  output,
  annotations: READ_ONLY,
  positionals: ['ip_address', 'security_group_id'],
  ignoredArguments: ['description'],

  async read(input, { settings }) {
    const targetNames = readTargets(input, ['security_group_id', 'target']);
    const addresses = readAddresses(input);
    if (addresses === null) throw addressMissing();
    const traffic = await readTrafficRequest(input, targetNames, settings);
    if (traffic !== null) buildBoundedRules(addresses.cidrs, traffic, null, 1);
    return {
      targetNames,
      addresses,
      traffic,
      trafficArguments: { port: input.port, protocol: input.protocol },
    };
  },

  needsOwnAddress: meansOwnAddress,

  async run({ targetNames, addresses, traffic: requested, trafficArguments }, { access, context }) {
    const [{ cidrs, warnings }, targets] = await Promise.all([
      resolveAddresses(addresses, context),
      resolveTargets(targetNames, access, context, { changes: false }),
    ]);
    const [target] = targets;
    const { session, groupId } = target;
    const wanted = buildBoundedRules(
      cidrs,
      await resolveTraffic(target, requested, trafficArguments, context.settings),
      null,
      1,
    );
    const timed = readWithTime(session, session.groups.describe(groupId));
    const { value: read, facts } = await withCallFacts(session, timed, [
      ...warnings,
      ...target.warnings,
      ...(requested === null ? describeUsedPorts(targets) : []),
    ]);
    const { value, now } = read;
    const coverageOf = createCoverageCheck(value.rules);
    const answers = await mapInSlices(
      wanted.flatMap(({ source, traffic }) =>
        source.kind === 'cidr' ? [{ cidr: source.cidr, traffic }] : [],
      ),
      ({ cidr, traffic }) => ({ cidr, traffic, ...coverageOf(cidr, traffic) }),
    );
    const coverageBehind = createCoverageCheck(value.behind ?? []);
    const isBehind = answers.some(({ cidr, traffic }) => coverageBehind(cidr, traffic).by.length > 0);
    const allowed = combineVerdicts(answers.map((answer) => answer.allowed));
    const allowingRules = dedupeRules(answers.flatMap((answer) => answer.by));
    const parts = answers.map((answer) => ({
      asked: `${describeTraffic(answer.traffic)} from ${formatCidr(answer.cidr)}`,
      allowed: answer.allowed,
    }));
    return {
      allowed,
      security_group_id: groupId,
      asked: parts.map(({ asked }) => asked).join(', '),
      ...(parts.length > 1 && { parts }),
      rules: allowingRules.map((rule) => toRuleResult(rule, now)),
      depends_on: dedupeRules(answers.flatMap(({ undecided }) => undecided)).map((rule) =>
        toRuleResult(rule, now),
      ),
      scope: SCOPE_NOTICE,
      ...toTargetFacts(targets),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...(isBehind ? [STALE_READ] : []),
        ...(allowed === false && allowingRules.length > 0
          ? ['Only a part of what was asked is let in, by the rules shown.']
          : []),
        ...describeMembers(answers, groupId),
        ...describeExpiringAccess(answers, value.rules, now),
      ],
    };
  },

  view: (result) => ({
    headline: formatHeadline(result),
    ...(result.rules.length + result.depends_on.length > 0 && {
      table: toRulesTable([...result.rules, ...result.depends_on]),
    }),
    notes: [
      ...(result.parts ?? []).map(describePart),
      result.scope,
      ...describeTargets(result),
      ...describeCallFacts(result),
    ],
  }),
});

function formatHeadline({
  allowed,
  asked,
  security_group_id: id,
  depends_on,
}: z.infer<typeof output>): string {
  if (allowed === true) return `Yes: ${id} lets in ${asked}.`;
  if (allowed === false) return `No: ${id} does not let in ${asked}.`;
  const sources = depends_on.map((rule) => rule.source_group_id ?? rule.prefix_list_id).join(', ');
  return `Not known: whether ${id} lets in ${asked} hangs on the members of ${sources}, which were not read.`;
}

/** Members of a group are known by their private addresses: a public one is theirs only where a VPC uses it inside. */
function describeMembers(
  answers: readonly (Coverage & { readonly cidr: Cidr })[],
  groupId: string,
): string[] {
  const [first, ...others] = answers.filter(({ unlessMember }) => unlessMember.length > 0);
  if (!first) return [];
  const sources = dedupeRules([first, ...others].flatMap(({ unlessMember }) => unlessMember)).map(
    ({ source }) => formatSource(source),
  );
  const named = [...new Set(sources)].map((id) => (id === groupId ? `${id} itself` : id));
  const asked = others.length === 0 ? formatCidr(first.cidr) : 'what was asked';
  return [
    `It lets in members of ${named.join(', ')}, by their private addresses: ${asked} only where the VPC uses that as a private address.`,
  ];
}

/** Yes for all of it, no where a part is known to be kept out, else it is not known. */
function combineVerdicts(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

const describePart = ({
  asked,
  allowed,
}: {
  readonly asked: string;
  readonly allowed: boolean | null;
}): string => `${allowed === null ? 'Not known' : allowed ? 'Yes' : 'No'}: ${asked}.`;
