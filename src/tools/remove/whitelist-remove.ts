import { WhitelistError } from '#core/errors/errors.ts';
import { withCallFacts } from '#tools/answer/call-facts.ts';
import { madeAnswer, madeStatus, plannedAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { changeView, whereText } from '#tools/answer/change-view.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { keptNotes, stayNotes } from '#tools/answer/grant-notes.ts';
import { NOTHING, type EachGrant } from '#tools/change/grant-report.ts';
import { explained, failWhereNothingIsDone, withKept } from '#tools/answer/group-report.ts';
import { guarded } from '#tools/change/guarded.ts';
import { findPlaces, type Place } from '#tools/lookup/places.ts';
import type { Proposal } from '#tools/change/proposal.ts';
import { holderOf } from '#tools/input/read-grant.ts';
import { addressesOf } from '#tools/input/read-who.ts';
import { readWhere } from '#tools/input/read-where.ts';
import type { Removed } from './removal.ts';
import { missingNotes, removedNotes, removeHeadline, statusOf, toldOf } from './remove-report.ts';
import { exactRules, readSelector, removalIn } from './remove-selector.ts';
import { readRestore, restoring } from '#tools/change/restore.ts';
import { changedIn, sweepAfter } from '#tools/sweep/sweep-after.ts';
import { boundedRules } from '#tools/lookup/wanted-rules.ts';

const WORDS = { done: 'removed', unneeded: 'not_found' } as const;

export const whitelistRemove = defineTool({
  name: 'whitelist_remove',
  title: 'Take an address out',
  description:
    "Take the user's access out of AWS security groups: removes inbound rules, or the user's share of those that others hold too. One rule_id, or exactly these addresses; without port all their ports, of every protocol unless one is given.",
  input: {
    ...fields.who,
    ...fields.where,
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
  optionalWords: ['ip_address'],
  ignored: ['description'],

  async handler(input, access, context) {
    const where = readWhere(input);
    const selector = await readSelector(input, context.settings);
    if (selector.kind === 'id' && where.length > 1) throw idOfOneGroup();
    const restore = readRestore(input.restore, { holder: input.holder, whole_rule: input.whole_rule });
    const toRestore = restore && exactRules(selector, restore);
    const leaver = {
      holder: holderOf(input.holder, context),
      whole: input.whole_rule === true,
      allowGap: input.allow_gap === true,
    };
    const [{ cidrs, warnings }, places] = await Promise.all([
      selector.kind === 'id' ? { cidrs: [], warnings: [] } : addressesOf(selector.who, context),
      findPlaces(where, access, context, { changes: true }),
    ]);
    const propose = (place: Place): Proposal<EachGrant & Partial<Removed>> =>
      restore && toRestore
        ? restoring(
            place,
            boundedRules(cidrs, toRestore, null, places.length).rules,
            restore,
            leaver.allowGap,
          )
        : removalIn(place, selector, cidrs, places.length, { leaver, context });
    const [first, ...others] = places;
    const request = {
      proposals: [propose(first), ...others.map(propose)] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, guarded(context, request), [
      ...warnings,
      ...new Set(places.flatMap((place) => place.warnings)),
    ]);
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        ...plannedAnswer(outcome.plan, places, leaver.holder),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings, ...keptNotes(outcome.plan.groups)],
      };
    }
    const reports = await explained(
      places.map((place, i) =>
        withKept({ ...(outcome.groups[i]?.outcome ?? NOTHING), place }, outcome.groups[i]?.kept),
      ),
    );
    failWhereNothingIsDone(reports);
    const isUntold = outcome.groups.some((group) => group.outcome?.isUntold);
    const count = reports.flatMap(toldOf).length;
    const changed = restore ? keptNotes(outcome.groups) : [];
    const after = await sweepAfter(changedIn(reports, outcome.groups), context);
    return {
      status: statusOf(isUntold, changed.length > 0, madeStatus(WORDS, reports)),
      ...madeAnswer({
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
        ...reports.flatMap(stayNotes),
        ...removedNotes(reports, isUntold),
        ...missingNotes(reports, selector, cidrs),
      ],
    };
  },

  view: (result) => changeView(removeHeadline(result, whereText(result)), result),
});

const idOfOneGroup = () =>
  new WhitelistError('invalid_input', 'rule_id names a rule of one group; several targets are given.', {
    guidance: ['Give the one group that the rule is in.'],
  });
