import { withCallFacts } from '#tools/answer/call-facts.ts';
import { madeAnswer, madeStatus, plannedAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { changeView, whereText } from '#tools/answer/change-view.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { NOTHING } from '#tools/change/grant-report.ts';
import { explained, failWhereNothingIsDone } from '#tools/answer/group-report.ts';
import { guarded } from '#tools/change/guarded.ts';
import { findPlaces } from '#tools/lookup/places.ts';
import { readWhere } from '#tools/input/read-where.ts';
import { sweeping } from './sweeping.ts';
import { sweptBy } from './swept-by.ts';

const WORDS = { done: 'removed', unneeded: 'not_found' } as const;

export const whitelistSweep = defineTool({
  name: 'whitelist_sweep',
  title: 'Remove what has expired',
  description:
    'Remove the rules of AWS security groups whose access has expired; without a group, in those of the config file.',
  input: { ...fields.whereOnly, dry_run: fields.dryRun, plan_token: fields.planToken },
  output: changeResult(['removed', 'not_found', 'partial', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['security_group_id'],
  optionalWords: ['security_group_id'],

  async handler(input, access, context) {
    const where = readWhere(sweptBy(input, context.settings));
    const places = await findPlaces(where, access, context, { changes: true });
    const [first, ...others] = places;
    const request = {
      proposals: [sweeping(first), ...others.map(sweeping)] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, guarded(context, request), [
      ...new Set(places.flatMap((place) => place.warnings)),
    ]);
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        ...plannedAnswer(outcome.plan, places, null),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings],
      };
    }
    const reports = await explained(
      places.map((place, i) => ({ ...(outcome.groups[i]?.outcome ?? NOTHING), place, unneeded: [] })),
    );
    failWhereNothingIsDone(reports);
    const answer = madeAnswer({
      words: WORDS,
      reports,
      profile: access.profile,
      isMany: places.length > 1 || reports.flatMap(({ done }) => done).length > 1,
      holder: null,
    });
    return {
      status: madeStatus(WORDS, reports),
      ...answer,
      ...facts,
      // What came to its end does not come back.
      undo: [],
    };
  },

  view: (result) =>
    changeView(
      result.status === 'removed'
        ? `Removed from ${whereText(result)}: it had expired.`
        : `Nothing has expired in ${whereText(result)}.`,
      result,
    ),
});
