import { z } from 'zod';
import { isAmong } from '#core/grants/moving.ts';
import { addressNotes, privacyNotes } from '#tools/answer/warnings.ts';
import { withCallFacts } from '#tools/answer/call-facts.ts';
import { plannedAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { changeView, whereText } from '#tools/answer/change-view.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { placesOf, sharesAnywhere, sharesIn } from '#tools/lookup/find-shares.ts';
import { keptNotes } from '#tools/answer/grant-notes.ts';
import { failWhereNothingIsDone } from '#tools/answer/group-report.ts';
import { guarded } from '#tools/change/guarded.ts';
import { isOpenAtNew, moveAnswer, movedText, moveReports, moveStatus } from './move-answer.ts';
import { leftOutNotes, longestOf, moveNotes, nothingToMove } from './move-notes.ts';
import { moveProposal } from './move-proposal.ts';
import { oldAddresses } from './old-addresses.ts';
import { holderOf } from '#tools/input/read-grant.ts';
import { readMove, refuseNoMove } from './read-move.ts';
import { addressesOf } from '#tools/input/read-who.ts';
import { changedIn, sweepAfter } from '#tools/sweep/sweep-after.ts';

export const whitelistMove = defineTool({
  name: 'whitelist_move',
  title: 'Move access to a new address',
  description:
    "The user's address changed: moves their access from the old one to the new one, all ports, in every AWS security group unless some are named.",
  input: {
    ...fields.who,
    from_ip_address: fields.fromIpAddress,
    ...fields.whereOnly,
    holder: fields.holder,
    allow_gap: fields.allowGap,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(['moved', 'not_found', 'partial', 'planned']).extend({ holder: z.string() }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],
  optionalWords: ['ip_address', 'security_group_id'],

  async handler(input, access, context) {
    const { who, from, names } = readMove(input);
    const holder = holderOf(input.holder, context);
    const [{ cidrs: to, mine, warnings }, found] = await Promise.all([
      addressesOf(who, context),
      names ? sharesIn(names, holder, access, context) : sharesAnywhere(holder, access, context),
    ]);
    refuseNoMove(from, to);
    const old = oldAddresses(found.holdings, holder, from, to);
    const meant = found.holdings.filter(({ shares }) => shares.some(({ cidr }) => isAmong(cidr, old.cidrs)));
    const [first, ...others] = await placesOf(
      meant.filter(({ isLeftOut }) => !isLeftOut),
      access,
      context,
    );
    const said = [...warnings, ...found.warnings, ...leftOutNotes(meant), ...old.notes];
    if (!first) {
      const notes = [nothingToMove(holder, found, from, to), ...said];
      const { facts } = await withCallFacts(found.session, Promise.resolve(), notes);
      return { status: 'not_found' as const, holder, rules: [], ...facts, undo: [] };
    }
    const places = [first, ...others] as const;
    const mover = {
      asked: { holder, from: old.cidrs, to },
      allowGap: input.allow_gap === true,
      inPlace: { isDenied: false },
    };
    const propose = (place: (typeof places)[number]) => moveProposal(place, mover, context);
    const request = {
      proposals: [propose(first), ...others.map(propose)] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, guarded(context, request), [
      ...said,
      ...addressNotes(to, places),
    ]);
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        holder,
        ...plannedAnswer(outcome.plan, places, holder),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings, ...keptNotes(outcome.plan.groups)],
      };
    }
    const reports = await moveReports(places, outcome.groups);
    if (!reports.some(isOpenAtNew)) failWhereNothingIsDone(reports);
    const answer = moveAnswer(reports, holder, access.profile);
    const after = await sweepAfter(changedIn(reports, outcome.groups), context);
    return {
      status: moveStatus(reports, answer.rules),
      holder,
      ...answer,
      ...(after.swept.length > 0 && { swept: [...after.swept] }),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...after.warnings,
        ...keptNotes(outcome.groups),
        ...reports.flatMap(({ moved }) => (moved ? moveNotes(moved, holder) : [])),
        ...privacyNotes(mine, longestOf(outcome.groups)),
      ],
    };
  },

  view(result) {
    if (result.status !== 'moved') return changeView('Nothing was moved.', result);
    const headline = `${movedText(result.rules, result.holder)} in ${whereText(result)}.`;
    return { ...changeView(headline, result), headline };
  },
});
