import { z } from 'zod';
import { includesCidr } from '#core/grants/plan-move.ts';
import type { HolderName } from '#core/grants/holder.ts';
import type { Cidr } from '#core/network/cidr.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { describeGroups, toChangeView } from '#tools/answer/change-view.ts';
import { describeTakenGroups } from '#tools/answer/target-facts.ts';
import { describeSkippedRules } from '#tools/answer/grant-messages.ts';
import { describeAddressRisks, describeTemporaryAddresses } from '#tools/answer/warnings.ts';
import { type CallPlan, type NothingToChange, runChange } from '#tools/change-tool/run-change.ts';
import { defineTool, type ToolCall } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { resolveCaller } from '#tools/input/read-grant.ts';
import { meansOwnAddress, resolveAddresses } from '#tools/input/read-addresses.ts';
import { findGrantsEverywhere, findGrantsIn, openTargetGroups } from '#tools/lookup/find-grants.ts';
import type { TargetGroup } from '#tools/lookup/resolve-targets.ts';
import { findOldAddresses } from './find-old-addresses.ts';
import {
  describeMoved,
  isOpenAtNewAddresses,
  type MoveReport,
  toMoveAnswer,
  toMoveStatus,
} from './move-answer.ts';
import { createMoveChange, type MoveDiff, type MoveResult } from './move-change.ts';
import {
  describeMove,
  describeNothingToMove,
  describePassedOver,
  findLongestHours,
} from './move-messages.ts';
import { describeMoveChanges, type MoveCallRequest, readMove, rejectSameAddress } from './read-move.ts';

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

  read: readMove,
  needsOwnAddress: meansOwnAddress,
  changes: describeMoveChanges,
  run: async (request, call) => ({ ...(await runMove(request, call)), holder: request.holder }),

  view(result) {
    if (result.status !== 'moved') return toChangeView('Nothing was moved.', result);
    const where = `${describeGroups(result)}.${describeTakenGroups(result)}`;
    const headline = `${describeMoved(result.rules, result.holder)} in ${where}`;
    return { ...toChangeView(headline, result), headline };
  },
});

const runMove = runChange({
  plan: planMoveCall,
  // Where the new address is let in, a failure to close the old one is not all there is to say.
  isAnswered: (reports) => reports.some(isOpenAtNewAddresses),
  answer: answerMove,
});

interface MoveCallPlan extends CallPlan<MoveDiff, MoveResult> {
  readonly holder: HolderName;
  /** Those among the new addresses that were found out to be the person's own. */
  readonly own: readonly Cidr[];
}

async function planMoveCall(
  { addresses, from, targets, holder, allowGap }: MoveCallRequest,
  { access, context }: ToolCall,
): Promise<MoveCallPlan | NothingToChange<'not_found'>> {
  const [{ cidrs: to, own, warnings }, search] = await Promise.all([
    resolveAddresses(addresses, context),
    targets ? findGrantsIn(targets, holder, access, context) : findGrantsEverywhere(holder, access, context),
  ]);
  rejectSameAddress(from, to);
  const old = findOldAddresses(search.groups, holder, from, to);
  const concerned = search.groups.filter(({ grants }) =>
    grants.some(({ cidr }) => includesCidr(cidr, old.cidrs)),
  );
  const found = [...warnings, ...search.warnings, ...describePassedOver(concerned), ...old.notes];
  const [first, ...others] = await openTargetGroups(
    concerned.filter(({ isChangeForbidden }) => !isChangeForbidden),
    access,
    context,
  );
  if (!first) {
    const nothing = describeNothingToMove(holder, search, from, to);
    return { status: 'not_found', session: search.session, warnings: [nothing, ...found] };
  }
  const options = {
    request: { holder, from: old.cidrs, to },
    allowGap,
    isOwn: holder === resolveCaller(context),
    // What is learned of one group holds for all of them.
    inPlace: { isDenied: false },
  };
  const toChange = (target: TargetGroup) => createMoveChange(target, options);
  return {
    groups: [toChange(first), ...others.map(toChange)],
    warnings: [...found, ...describeAddressRisks(to, [first, ...others])],
    holder,
    own,
  };
}

function answerMove({ holder, own }: MoveCallPlan, reports: readonly MoveReport[], { access }: ToolCall) {
  const answer = toMoveAnswer(reports, holder, access.profile);
  return {
    status: toMoveStatus(reports, answer.rules),
    ...answer,
    warnings: [
      ...describeSkippedRules(reports),
      ...reports.flatMap(({ made }) => (made ? describeMove(made, holder) : [])),
      ...describeTemporaryAddresses(own, findLongestHours(reports)),
    ],
  };
}
