import { withCallFacts } from '#tools/answer/call-facts.ts';
import { toChangeAnswer, toChangeStatus, toPlanAnswer } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { toChangeView, describeGroups } from '#tools/answer/change-view.ts';
import { defineTool } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { EMPTY_OUTCOME } from '#tools/change/group-outcome.ts';
import { diagnoseErrors, throwIfNothingDone } from '#tools/answer/group-report.ts';
import { applyChange } from '#tools/change/apply-change.ts';
import { resolveTargets } from '#tools/lookup/resolve-targets.ts';
import { readTargets } from '#tools/input/read-targets.ts';
import { createSweepPlan } from './sweep-plan.ts';
import { applySweepDefaults } from './sweep-defaults.ts';

const WORDS = { done: 'removed', unneeded: 'not_found' } as const;

export const whitelistSweep = defineTool({
  name: 'whitelist_sweep',
  title: 'Remove what has expired',
  description:
    'Remove the rules of AWS security groups whose access has expired; without a group, in those of the config file.',
  input: { ...fields.optionalTargets, dry_run: fields.dryRun, plan_token: fields.planToken },
  output: changeResult(['removed', 'not_found', 'partial', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['security_group_id'],
  optionalPositionals: ['security_group_id'],

  async handler(input, access, context) {
    const where = readTargets(applySweepDefaults(input, context.settings));
    const places = await resolveTargets(where, access, context, { changes: true });
    const [first, ...others] = places;
    const request = {
      proposals: [createSweepPlan(first), ...others.map(createSweepPlan)] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, applyChange(context, request), [
      ...new Set(places.flatMap((place) => place.warnings)),
    ]);
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        ...toPlanAnswer(outcome.plan, places, null),
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings],
      };
    }
    const reports = await diagnoseErrors(
      places.map((place, i) => ({ ...(outcome.groups[i]?.outcome ?? EMPTY_OUTCOME), place, unneeded: [] })),
    );
    throwIfNothingDone(reports);
    const answer = toChangeAnswer({
      words: WORDS,
      reports,
      profile: access.profile,
      isMany: places.length > 1 || reports.flatMap(({ changed: done }) => done).length > 1,
      holder: null,
    });
    return {
      status: toChangeStatus(WORDS, reports),
      ...answer,
      ...facts,
      // What came to its end does not come back.
      undo: [],
    };
  },

  view: (result) =>
    toChangeView(
      result.status === 'removed'
        ? `Removed from ${describeGroups(result)}: it had expired.`
        : `Nothing has expired in ${describeGroups(result)}.`,
      result,
    ),
});
