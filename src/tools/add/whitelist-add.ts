import { withCallFacts } from '#tools/answer/call-facts.ts';
import { toChangeAnswer, toChangeStatus, toPlanAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { toChangeView, describeGroups } from '#tools/answer/change-view.ts';
import { toGrantFacts, scheduleSweeps } from '#tools/answer/grant-facts.ts';
import {
  findExistingRules,
  describeExistingRules,
  describeSkippedRules,
} from '#tools/answer/grant-messages.ts';
import { diagnoseErrors, throwIfNothingDone } from '#tools/answer/group-report.ts';
import {
  describeAddressRisks,
  describeCoverage,
  describeUnopenedPorts,
  describeOverlaps,
  describeUsedPorts,
  describeTemporaryAddresses,
} from '#tools/answer/warnings.ts';
import type { AddOutcome, GroupOutcome } from '#tools/change/group-outcome.ts';
import { applyChange } from '#tools/change/apply-change.ts';
import type { ChangePlan } from '#tools/change/change-plan.ts';
import { createRestorePlan } from '#tools/change/restore.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { formatRuleDescription, toLasting, resolveGrant } from '#tools/input/read-grant.ts';
import { resolveAddresses } from '#tools/input/read-addresses.ts';
import { resolveTargets, type TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { buildBoundedRules, resolveTraffic } from '#tools/lookup/requested-rules.ts';
import { findChangedGroups, sweepChangedGroups } from '#tools/sweep/sweep-after.ts';
import { createAddPlan } from './add-plan.ts';
import {
  ADD_STATUSES,
  formatAddHeadline,
  describeUnchangedRules,
  toGroupReport,
  toAddStatus,
} from './add-report.ts';
import { readAdd } from './read-add.ts';

const WORDS = { done: 'added', unneeded: 'already_present' } as const;

export const whitelistAdd = defineTool({
  name: 'whitelist_add',
  title: 'Allow an address',
  description:
    "Let addresses into AWS security groups, for a time or for good: adds inbound rules, or extends the user's share of them; fine if they exist. Many at once in one call.",
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
    allow_gap: fields.allowGap,
    restore: fields.restore,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(ADD_STATUSES),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],

  async handler(input, access, context) {
    const { settings } = context;
    const {
      targets: where,
      addresses: who,
      traffic: what,
      words,
      grant,
      restore,
    } = await readAdd(input, context);
    const [{ cidrs, own: mine, warnings }, places] = await Promise.all([
      resolveAddresses(who, context),
      resolveTargets(where, access, context, { changes: true }),
    ]);
    const [first, ...others] = places;
    const { grant: holding, hours } = await resolveGrant(grant, first.session);
    const text = restore ? null : formatRuleDescription(words, holding);
    const wanted = await Promise.all(
      places.map(async (place) =>
        buildBoundedRules(cidrs, await resolveTraffic(place, what, input, settings), text, places.length),
      ),
    );
    const rulesOf = (i: number) => wanted[i]?.rules ?? [];
    const isMany = places.length > 1 || rulesOf(0).length > 1;
    const allowGap = input.allow_gap === true;
    const adding = {
      holding,
      longest: hours,
      reads: isMany,
      looks: settings.reportCoverage,
      allowGap,
    };
    const propose = (place: TargetGroup, i: number): ChangePlan<GroupOutcome & Partial<AddOutcome>> =>
      restore
        ? createRestorePlan(place, rulesOf(i), restore, allowGap)
        : createAddPlan(place, rulesOf(i), adding, context);
    const request = {
      proposals: [propose(first, 0), ...others.map((place, i) => propose(place, i + 1))] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
      lasting: restore ? null : toLasting(grant),
    };
    const { value: outcome, facts } = await withCallFacts(first.session, applyChange(context, request), [
      ...warnings,
      ...new Set(places.flatMap((place) => place.warnings)),
      ...(what === null ? describeUsedPorts(places) : describeUnopenedPorts(places, rulesOf)),
      ...describeAddressRisks(cidrs, places),
      ...describeTemporaryAddresses(mine, hours),
      ...wanted.slice(0, 1).flatMap(describeOverlaps),
    ]);
    const sweeps = settings.grants.sweepAfterChange && settings.policy.confirm !== 'always';
    const grantTold = (isTakenBack: boolean) =>
      restore ? {} : { grant: toGrantFacts(holding, { isTakenBack, sweeps }) };
    const holder = restore ? null : grant.holder;
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        ...toPlanAnswer(outcome.plan, places, holder),
        ...grantTold(false),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings, ...describeSkippedRules(outcome.plan.groups)],
      };
    }
    const reports = await diagnoseErrors(
      places.map((place, i) => toGroupReport(place, rulesOf(i), outcome.groups[i], isMany)),
    );
    throwIfNothingDone(reports);
    const covered = outcome.groups.flatMap(({ outcome: made, group, authorize }) =>
      describeCoverage(authorize, made?.others ?? group?.rules ?? null),
    );
    const found = restore
      ? []
      : await Promise.all(
          outcome.groups.map((made, i) => findExistingRules(made, rulesOf(i), holding, first.session)),
        );
    const answer = toChangeAnswer({ words: WORDS, reports, profile: access.profile, isMany, holder });
    const kept = describeSkippedRules(outcome.groups);
    const after = await sweepChangedGroups(findChangedGroups(reports, outcome.groups), context);
    return {
      status:
        kept.length > 0
          ? ('changed_since' as const)
          : toAddStatus(toChangeStatus(WORDS, reports), answer.rules),
      ...answer,
      ...grantTold(await scheduleSweeps(reports, holding, access.profile, context)),
      ...(after.swept.length > 0 && { swept: [...after.swept] }),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...after.warnings,
        ...covered,
        ...kept,
        ...found.flatMap((one) => describeExistingRules(one, holding)),
        ...reports.flatMap((report) => describeUnchangedRules(report, words)),
      ],
    };
  },

  view: (result) => toChangeView(formatAddHeadline(result, describeGroups(result)), result),
});
