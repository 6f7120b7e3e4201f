import { z } from 'zod';
import { includesCidr } from '#core/grants/plan-move.ts';
import { describeAddressRisks, describeTemporaryAddresses } from '#tools/answer/warnings.ts';
import { withCallFacts } from '#tools/answer/call-facts.ts';
import { toPlanAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { toChangeView, describeGroups } from '#tools/answer/change-view.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { openTargetGroups, findGrantsEverywhere, findGrantsIn } from '#tools/lookup/find-grants.ts';
import { describeSkippedRules } from '#tools/answer/grant-messages.ts';
import { throwIfNothingDone } from '#tools/answer/group-report.ts';
import { applyChange } from '#tools/change/apply-change.ts';
import {
  isOpenAtNewAddresses,
  toMoveAnswer,
  describeMoved,
  toMoveReports,
  toMoveStatus,
} from './move-answer.ts';
import {
  describePassedOver,
  findLongestHours,
  describeMove,
  describeNothingToMove,
} from './move-messages.ts';
import { createMovePlan } from './move-plan.ts';
import { findOldAddresses } from './find-old-addresses.ts';
import { resolveHolder } from '#tools/input/read-grant.ts';
import { readMove, rejectSameAddress } from './read-move.ts';
import { resolveAddresses } from '#tools/input/read-addresses.ts';
import { findChangedGroups, sweepChangedGroups } from '#tools/sweep/sweep-after.ts';

export const whitelistMove = defineTool({
  name: 'whitelist_move',
  title: 'Move access to a new address',
  description:
    "The user's address changed: moves their access from the old one to the new one, all ports, in every AWS security group unless some are named.",
  input: {
    ...fields.anyAddresses,
    from_ip_address: fields.fromIpAddress,
    ...fields.optionalTargets,
    holder: fields.holder,
    allow_gap: fields.allowGap,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(['moved', 'not_found', 'partial', 'planned']).extend({ holder: z.string() }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],
  optionalPositionals: ['ip_address', 'security_group_id'],

  async handler(input, access, context) {
    const { addresses: who, from, targets: names } = readMove(input);
    const holder = resolveHolder(input.holder, context);
    const [{ cidrs: to, own: mine, warnings }, found] = await Promise.all([
      resolveAddresses(who, context),
      names ? findGrantsIn(names, holder, access, context) : findGrantsEverywhere(holder, access, context),
    ]);
    rejectSameAddress(from, to);
    const old = findOldAddresses(found.groups, holder, from, to);
    const meant = found.groups.filter(({ grants: shares }) =>
      shares.some(({ cidr }) => includesCidr(cidr, old.cidrs)),
    );
    const [first, ...others] = await openTargetGroups(
      meant.filter(({ isChangeForbidden: isLeftOut }) => !isLeftOut),
      access,
      context,
    );
    const said = [...warnings, ...found.warnings, ...describePassedOver(meant), ...old.notes];
    if (!first) {
      const notes = [describeNothingToMove(holder, found, from, to), ...said];
      const { facts } = await withCallFacts(found.session, Promise.resolve(), notes);
      return { status: 'not_found' as const, holder, rules: [], ...facts, undo: [] };
    }
    const places = [first, ...others] as const;
    const mover = {
      asked: { holder, from: old.cidrs, to },
      allowGap: input.allow_gap === true,
      inPlace: { isDenied: false },
    };
    const propose = (place: (typeof places)[number]) => createMovePlan(place, mover, context);
    const request = {
      proposals: [propose(first), ...others.map(propose)] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, applyChange(context, request), [
      ...said,
      ...describeAddressRisks(to, places),
    ]);
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        holder,
        ...toPlanAnswer(outcome.plan, places, holder),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings, ...describeSkippedRules(outcome.plan.groups)],
      };
    }
    const reports = await toMoveReports(places, outcome.groups);
    if (!reports.some(isOpenAtNewAddresses)) throwIfNothingDone(reports);
    const answer = toMoveAnswer(reports, holder, access.profile);
    const after = await sweepChangedGroups(findChangedGroups(reports, outcome.groups), context);
    return {
      status: toMoveStatus(reports, answer.rules),
      holder,
      ...answer,
      ...(after.swept.length > 0 && { swept: [...after.swept] }),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...after.warnings,
        ...describeSkippedRules(outcome.groups),
        ...reports.flatMap(({ moved }) => (moved ? describeMove(moved, holder) : [])),
        ...describeTemporaryAddresses(mine, findLongestHours(outcome.groups)),
      ],
    };
  },

  view(result) {
    if (result.status !== 'moved') return toChangeView('Nothing was moved.', result);
    const headline = `${describeMoved(result.rules, result.holder)} in ${describeGroups(result)}.`;
    return { ...toChangeView(headline, result), headline };
  },
});
