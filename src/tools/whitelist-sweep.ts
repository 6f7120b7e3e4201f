import { WhitelistError } from '../core/errors.ts';
import { withCallFacts } from './call-facts.ts';
import { madeAnswer, madeStatus, plannedAnswer } from './change-answer.ts';
import { changeResult } from './change-result.ts';
import { changeView, whereText } from './change-view.ts';
import type { ToolSettings } from './context.ts';
import { defineTool } from './definition.ts';
import * as fields from './fields.ts';
import { NOTHING } from './grant-report.ts';
import { explained, failWhereNothingIsDone } from './group-report.ts';
import { guarded } from './guarded.ts';
import { findPlaces } from './places.ts';
import { readWhere, type WhereGiven } from './read-where.ts';
import { sweeping } from './sweeping.ts';

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

/** A sweep of nothing in particular is never one of everything. */
function sweptBy(input: WhereGiven, { grants }: ToolSettings): WhereGiven {
  const { security_group_id, target, targets } = input;
  if ([security_group_id, target, targets].some((value) => value !== undefined)) return input;
  if (grants.sweepGroups.length > 0) return { targets: grants.sweepGroups };
  throw new WhitelistError('invalid_input', 'Nothing says which security groups are to be swept.', {
    missing: ['security_group_id', 'target', 'targets'],
    guidance: ['Name them, or list them in the config file: {"grants": {"sweep_groups": ["sg-…", "web"]}}.'],
  });
}
