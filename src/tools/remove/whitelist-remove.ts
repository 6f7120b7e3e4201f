import { WhitelistError } from '#core/errors/errors.ts';
import { withCallFacts } from '#tools/answer/call-facts.ts';
import { toChangeAnswer, toChangeStatus, toPlanAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { toChangeView, describeGroups } from '#tools/answer/change-view.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { describeSkippedRules, describeRemainingHolders } from '#tools/answer/grant-messages.ts';
import { EMPTY_OUTCOME, type GroupOutcome } from '#tools/change/group-outcome.ts';
import { diagnoseErrors, throwIfNothingDone, addSkipped } from '#tools/answer/group-report.ts';
import { applyChange } from '#tools/change/apply-change.ts';
import { resolveTargets, type TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { ChangePlan } from '#tools/change/change-plan.ts';
import { resolveHolder } from '#tools/input/read-grant.ts';
import { resolveAddresses } from '#tools/input/read-addresses.ts';
import { readTargets } from '#tools/input/read-targets.ts';
import type { RemoveOutcome } from './removal-plan.ts';
import {
  describeMissing,
  describeRemoval,
  formatRemoveHeadline,
  toRemoveStatus,
  listAffectedRules,
} from './remove-report.ts';
import { requireExactTraffic, readSelector, planRemovalIn } from './remove-selector.ts';
import { readRestore, createRestorePlan } from '#tools/change/restore.ts';
import { findChangedGroups, sweepChangedGroups } from '#tools/sweep/sweep-after.ts';
import { buildBoundedRules } from '#tools/lookup/requested-rules.ts';

const WORDS = { done: 'removed', unneeded: 'not_found' } as const;

export const whitelistRemove = defineTool({
  name: 'whitelist_remove',
  title: 'Take an address out',
  description:
    "Take the user's access out of AWS security groups: removes inbound rules, or the user's share of those that others hold too. One rule_id, or exactly these addresses; without port all their ports, of every protocol unless one is given.",
  input: {
    ...fields.anyAddresses,
    ...fields.anyTargets,
    port: fields.ports,
    protocol: fields.protocol,
    rule_id: fields.ruleId.optional(),
    holder: fields.holder,
    whole_rule: fields.wholeRule,
    allow_gap: fields.allowGap,
    restore: fields.restore,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(['removed', 'not_found', 'changed_since', 'partial', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],
  optionalPositionals: ['ip_address'],
  ignoredArguments: ['description'],

  async handler(input, access, context) {
    const where = readTargets(input);
    const selector = await readSelector(input, context.settings);
    if (selector.kind === 'id' && where.length > 1) throw idOfOneGroup();
    const restore = readRestore(input.restore, { holder: input.holder, whole_rule: input.whole_rule });
    const toRestore = restore && requireExactTraffic(selector, restore);
    const leaver = {
      holder: resolveHolder(input.holder, context),
      whole: input.whole_rule === true,
      allowGap: input.allow_gap === true,
    };
    const [{ cidrs, warnings }, places] = await Promise.all([
      selector.kind === 'id' ? { cidrs: [], warnings: [] } : resolveAddresses(selector.who, context),
      resolveTargets(where, access, context, { changes: true }),
    ]);
    const propose = (place: TargetGroup): ChangePlan<GroupOutcome & Partial<RemoveOutcome>> =>
      restore && toRestore
        ? createRestorePlan(
            place,
            buildBoundedRules(cidrs, toRestore, null, places.length).rules,
            restore,
            leaver.allowGap,
          )
        : planRemovalIn(place, selector, cidrs, places.length, { leaver, context });
    const [first, ...others] = places;
    const request = {
      proposals: [propose(first), ...others.map(propose)] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, applyChange(context, request), [
      ...warnings,
      ...new Set(places.flatMap((place) => place.warnings)),
    ]);
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        ...toPlanAnswer(outcome.plan, places, leaver.holder),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings, ...describeSkippedRules(outcome.plan.groups)],
      };
    }
    const reports = await diagnoseErrors(
      places.map((place, i) =>
        addSkipped({ ...(outcome.groups[i]?.outcome ?? EMPTY_OUTCOME), place }, outcome.groups[i]?.skipped),
      ),
    );
    throwIfNothingDone(reports);
    const isUntold = outcome.groups.some((group) => group.outcome?.isRuleUnknown);
    const count = reports.flatMap(listAffectedRules).length;
    const changed = restore ? describeSkippedRules(outcome.groups) : [];
    const after = await sweepChangedGroups(findChangedGroups(reports, outcome.groups), context);
    return {
      status: toRemoveStatus(isUntold, changed.length > 0, toChangeStatus(WORDS, reports)),
      ...toChangeAnswer({
        words: WORDS,
        reports: reports.map((report) => ({ ...report, unneeded: [] })),
        profile: access.profile,
        holder: restore ? null : leaver.holder,
        isMany: places.length > 1 || cidrs.length > 1 || count > 1,
      }),
      ...(after.swept.length > 0 && { swept: [...after.swept] }),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...after.warnings,
        ...changed,
        ...reports.flatMap(describeRemainingHolders),
        ...describeRemoval(reports, isUntold),
        ...describeMissing(reports, selector, cidrs),
      ],
    };
  },

  view: (result) => toChangeView(formatRemoveHeadline(result, describeGroups(result)), result),
});

const idOfOneGroup = () =>
  new WhitelistError('invalid_input', 'rule_id names a rule of one group; several targets are given.', {
    guidance: ['Give the one group that the rule is in.'],
  });
