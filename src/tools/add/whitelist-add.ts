import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { toChangeAnswer, toChangeStatus } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { describeGroups, toChangeView } from '#tools/answer/change-view.ts';
import { scheduleSweeps, toGrantFacts } from '#tools/answer/grant-facts.ts';
import { describeExistingRules } from '#tools/answer/grant-messages.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import {
  describeAddressRisks,
  describeCoverage,
  describeOverlaps,
  describeTemporaryAddresses,
  describeUnopenedPorts,
  describeUsedPorts,
} from '#tools/answer/warnings.ts';
import type { GroupChange } from '#tools/change/group-change.ts';
import { type CallPlan, runChange } from '#tools/change-tool/run-change.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import { defineTool, type ToolCall } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { meansOwnAddress, resolveAddresses } from '#tools/input/read-addresses.ts';
import { formatRuleDescription, resolveGrant, type TimedGrant, toLasting } from '#tools/input/read-grant.ts';
import { buildBoundedRules, requireOwnPorts, resolveTraffic } from '#tools/lookup/requested-rules.ts';
import { resolveTargets, type TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { type AddPlan, type AddResult, createAddChange } from './add-change.ts';
import {
  ADD_STATUSES,
  describeUnchangedRules,
  formatAddHeadline,
  listExisting,
  listGrantsInForce,
  listPlannedGrants,
  toAddReport,
  toAddStatus,
} from './add-report.ts';
import { type AddRequest, describeAddChanges, readAdd } from './read-add.ts';

const STATES = { done: 'added', unneeded: 'already_present' } as const;

export const whitelistAdd = defineTool({
  name: 'whitelist_add',
  title: 'Allow an address',
  description:
    "Let addresses into AWS security groups, for a time or for good: adds inbound rules, or extends the user's share of them; fine if they exist.",
  input: {
    ...fields.anyAddresses,
    ...fields.anyTargets,
    port: fields.ports,
    protocol: fields.protocol,
    description: fields.description,
    expires_in: fields.expiresIn,
    expires_at: fields.expiresAt,
    reason: fields.reason,
    holder: fields.holder,
    shorten: fields.shorten,
    allow_gap: fields.allowGap,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(ADD_STATUSES),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],

  read: readAdd,
  needsOwnAddress: meansOwnAddress,
  changes: describeAddChanges,
  run: runChange({
    plan: planAdd,
    planFacts({ timed, settings }, groups) {
      const options = { isSweepScheduled: false, ...sweepSettings(settings) };
      const grant = toGrantFacts(timed.grant, listPlannedGrants(groups, timed.grant), options);
      const warnings = groups.flatMap(({ plan }) => describeExistingRules(plan.existing, timed.grant));
      return { ...(grant && { grant }), warnings };
    },
    answer: answerAdd,
  }),

  view: (result) => toChangeView(formatAddHeadline(result, describeGroups(result)), result),
});

interface AddCallPlan extends CallPlan<AddPlan, AddResult> {
  /** The grant with its end by AWS's time. */
  readonly timed: TimedGrant;
  /** More is wanted than one rule in one group. */
  readonly isMany: boolean;
  readonly settings: ToolSettings;
}

async function planAdd(request: AddRequest, { access, context }: ToolCall): Promise<AddCallPlan> {
  const { settings } = context;
  const { traffic, grant, allowGap } = request;
  const [{ cidrs, own, warnings }, targets] = await Promise.all([
    resolveAddresses(request.addresses, context),
    resolveTargets(request.targets, access, context, { changes: true }),
  ]);
  const [{ session }] = targets;
  const timed = await resolveGrant(grant, session);
  const description = formatRuleDescription(request.words, timed.grant);
  const wanted = await Promise.all(
    targets.map(async (target): Promise<WantedInGroup> => {
      const answered = await resolveTraffic(target, traffic, request.trafficArguments, settings);
      const rules = buildBoundedRules(cidrs, answered, description, targets.length);
      requireOwnPorts(target, rules);
      return { target, rules };
    }),
  );
  const isMany = wanted.flatMap(({ rules }) => rules).length > 1 || wanted.length > 1;
  const options = {
    grant: { ...timed.grant, shortens: request.shortens },
    longest: timed.hours,
    readsGroup: isMany,
    readsAlongside: settings.reportCoverage,
    allowGap,
  };
  const toChange = ({ target, rules }: WantedInGroup): GroupChange<AddPlan, AddResult> =>
    createAddChange(target, rules, options, context);
  const [first, ...others] = wanted;
  if (!first) throw new Error('a call without a group');
  return {
    groups: [toChange(first), ...others.map(toChange)],
    warnings: [
      ...warnings,
      ...new Set(targets.flatMap((target) => target.warnings)),
      ...(traffic === null ? describeUsedPorts(targets) : describeUnopenedPorts(wanted)),
      ...describeAddressRisks(cidrs, targets),
      ...describeTemporaryAddresses(own, timed.hours),
      ...describeOverlaps(first.rules),
    ],
    holder: grant.holder,
    lasting: toLasting(grant, timed),
    timed,
    isMany,
    settings,
  };
}

/** The rules that are wanted in one group. */
interface WantedInGroup {
  readonly target: TargetGroup;
  readonly rules: readonly IngressRule[];
}

const sweepSettings = ({ grants, policy }: ToolSettings) => ({
  sweepsAfterChange: grants.sweepAfterChange && policy.confirm !== 'always',
});

async function answerAdd(
  { timed, isMany, holder, settings }: AddCallPlan,
  results: readonly GroupReport<AddPlan, AddResult>[],
  { request, access, context }: ToolCall & { readonly request: AddRequest },
) {
  const { profile } = access;
  const reports = results.map((result) => toAddReport(result, isMany));
  const answer = toChangeAnswer({ states: STATES, reports, profile, isMany, holder });
  const isSweepScheduled = await scheduleSweeps(reports, timed.grant, profile, context);
  const grant = toGrantFacts(timed.grant, listGrantsInForce(results, timed.grant), {
    isSweepScheduled,
    ...sweepSettings(settings),
  });
  return {
    status: toAddStatus(toChangeStatus(STATES, reports), answer.rules),
    ...answer,
    ...(grant && { grant }),
    warnings: [
      ...results.flatMap((result) => describeCoverage(result.plan.authorize, otherRules(result))),
      ...results.flatMap((result) => describeExistingRules(listExisting(result), timed.grant)),
      ...reports.flatMap((report) => describeUnchangedRules(report, request.words)),
    ],
  };
}

const otherRules = ({ made, group }: GroupReport<AddPlan, AddResult>): readonly IngressRule[] | null =>
  made?.others ?? group?.rules ?? null;
