import { addProposal } from './add-proposal.ts';
import type { Added } from '#tools/change/grant-report.ts';
import {
  addressNotes,
  coverageNotes,
  otherPortNotes,
  overlapNotes,
  portNotes,
  privacyNotes,
} from '#tools/answer/warnings.ts';
import { ADD_STATUSES, addHeadline, presentNotes, reportOf, statusOf } from './add-report.ts';
import { withCallFacts } from '#tools/answer/call-facts.ts';
import { madeAnswer, madeStatus, plannedAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { changeView, whereText } from '#tools/answer/change-view.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { foundIn, foundNotes, keptNotes } from '#tools/answer/grant-notes.ts';
import { grantFactsOf, isTakenBack } from '#tools/answer/grant-facts.ts';
import type { EachGrant } from '#tools/change/grant-report.ts';
import { explained, failWhereNothingIsDone } from '#tools/answer/group-report.ts';
import { guarded } from '#tools/change/guarded.ts';
import { findPlaces, type Place } from '#tools/lookup/places.ts';
import type { Proposal } from '#tools/change/proposal.ts';
import { readAdd } from './read-add.ts';
import { describedBy, lastingOf, timed } from '#tools/input/read-grant.ts';
import { restoring } from '#tools/change/restore.ts';
import { addressesOf } from '#tools/input/read-who.ts';
import { changedIn, sweepAfter } from '#tools/sweep/sweep-after.ts';
import { boundedRules, trafficAt } from '#tools/lookup/wanted-rules.ts';

const WORDS = { done: 'added', unneeded: 'already_present' } as const;

export const whitelistAdd = defineTool({
  name: 'whitelist_add',
  title: 'Allow an address',
  description:
    "Let addresses into AWS security groups, for a time or for good: adds inbound rules, or extends the user's share of them; fine if they exist. Many at once in one call.",
  input: {
    ...fields.who,
    ...fields.where,
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
    const { where, who, what, words, grant, restore } = await readAdd(input, context);
    const [{ cidrs, mine, warnings }, places] = await Promise.all([
      addressesOf(who, context),
      findPlaces(where, access, context, { changes: true }),
    ]);
    const [first, ...others] = places;
    const { holding, hours } = await timed(grant, first.session);
    const text = restore ? null : describedBy(words, holding);
    const wanted = await Promise.all(
      places.map(async (place) =>
        boundedRules(cidrs, await trafficAt(place, what, input, settings), text, places.length),
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
    const propose = (place: Place, i: number): Proposal<EachGrant & Partial<Added>> =>
      restore
        ? restoring(place, rulesOf(i), restore, allowGap)
        : addProposal(place, rulesOf(i), adding, context);
    const request = {
      proposals: [propose(first, 0), ...others.map((place, i) => propose(place, i + 1))] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
      lasting: restore ? null : lastingOf(grant),
    };
    const { value: outcome, facts } = await withCallFacts(first.session, guarded(context, request), [
      ...warnings,
      ...new Set(places.flatMap((place) => place.warnings)),
      ...(what === null ? portNotes(places) : otherPortNotes(places, rulesOf)),
      ...addressNotes(cidrs, places),
      ...privacyNotes(mine, hours),
      ...wanted.slice(0, 1).flatMap(overlapNotes),
    ]);
    const sweeps = settings.grants.sweepAfterChange && settings.policy.confirm !== 'always';
    const grantTold = (isTakenBack: boolean) =>
      restore ? {} : { grant: grantFactsOf(holding, { isTakenBack, sweeps }) };
    const holder = restore ? null : grant.holder;
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        ...plannedAnswer(outcome.plan, places, holder),
        ...grantTold(false),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings, ...keptNotes(outcome.plan.groups)],
      };
    }
    const reports = await explained(
      places.map((place, i) => reportOf(place, rulesOf(i), outcome.groups[i], isMany)),
    );
    failWhereNothingIsDone(reports);
    const covered = outcome.groups.flatMap(({ outcome: made, group, authorize }) =>
      coverageNotes(authorize, made?.others ?? group?.rules ?? null),
    );
    const found = restore
      ? []
      : await Promise.all(outcome.groups.map((made, i) => foundIn(made, rulesOf(i), holding, first.session)));
    const answer = madeAnswer({ words: WORDS, reports, profile: access.profile, isMany, holder });
    const kept = keptNotes(outcome.groups);
    const after = await sweepAfter(changedIn(reports, outcome.groups), context);
    return {
      status:
        kept.length > 0 ? ('changed_since' as const) : statusOf(madeStatus(WORDS, reports), answer.rules),
      ...answer,
      ...grantTold(await isTakenBack(reports, holding, access.profile, context)),
      ...(after.swept.length > 0 && { swept: [...after.swept] }),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...after.warnings,
        ...covered,
        ...kept,
        ...found.flatMap((one) => foundNotes(one, holding)),
        ...reports.flatMap((report) => presentNotes(report, words)),
      ],
    };
  },

  view: (result) => changeView(addHeadline(result, whereText(result)), result),
});
