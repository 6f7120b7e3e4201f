import type { AwsSession } from '#aws/session.ts';
import type { PlannedChange } from '#core/approval/planned-change.ts';
import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { type CallFacts, withCallFacts } from '#tools/answer/call-facts.ts';
import { toPlainAnswer, toPlanAnswer } from '#tools/answer/change-answer.ts';
import type { ChangeResult } from '#tools/answer/change-result.ts';
import { describeSkippedRules } from '#tools/answer/grant-messages.ts';
import { throwIfNothingDone, type GroupReport, toGroupReports } from '#tools/answer/group-report.ts';
import { signUndoCalls } from '#tools/answer/undo.ts';
import { applyChange } from '#tools/change/apply-change.ts';
import type { Applied, GroupChange, PlannedDiff, PlannedGroup } from '#tools/change/group-change.ts';
import type { ToolCall } from '#tools/definition/definition.ts';
import { describeSweepFailure, NOTHING_SWEPT, sweepChangedGroups } from './follow-up-sweep.ts';

/** How a change is to be made, as every changing tool reads it. */
export interface ChangeOptions {
  readonly isDryRun: boolean;
  /** Of the plan that was shown. */
  readonly planToken: string | undefined;
}

export const readChangeOptions = (input: {
  readonly dry_run?: boolean | undefined;
  readonly plan_token?: string | undefined;
}): ChangeOptions => ({ isDryRun: input.dry_run === true, planToken: input.plan_token });

/** What a call comes to in all its groups, before anything is judged or sent. */
export interface CallPlan<Plan extends PlannedDiff = PlannedDiff, Made extends Applied = Applied> {
  readonly groups: readonly [GroupChange<Plan, Made>, ...GroupChange<Plan, Made>[]];
  readonly warnings: readonly string[];
  /** Whose grant notes are written for; null: nobody's in particular. */
  readonly holder: HolderName | null;
  /** The end that was asked for, from the moment of the call on. Default: none. */
  readonly lasting?: PlannedChange['lasting'];
}

/** A call that turned out to have nothing to change. */
export interface NothingToChange<Status extends string> {
  /** One that looked. */
  readonly session: AwsSession;
  readonly warnings: readonly string[];
  readonly status: Status;
}

/** An answer of a change, but for what every call says of itself. */
type Answered<Status extends string> = Omit<ChangeResult, 'status' | keyof CallFacts> & {
  readonly status: Status;
  readonly warnings: readonly string[];
};

/** What a tool adds to the stages that every change goes through. */
interface ChangeStages<
  Request extends ChangeOptions,
  Plan extends PlannedDiff,
  Made extends Applied,
  Call extends CallPlan<Plan, Made>,
  Status extends string,
> {
  /** Finds the groups, and what is to be changed in each. */
  readonly plan: (request: Request, call: ToolCall) => Promise<Call | NothingToChange<Status>>;
  /** What an answer says beside what all have, where the change is only planned. Default: nothing. */
  readonly planFacts?: (
    plan: Call,
    groups: readonly PlannedGroup<Plan>[],
  ) => Pick<ChangeResult, 'grant'> & { readonly warnings: readonly string[] };
  /** A failure in every group is the answer, unless this says otherwise. Default: it is. */
  readonly isAnswered?: (reports: readonly GroupReport<Plan, Made>[]) => boolean;
  /** The answer of a change that was made. */
  readonly answer: (
    plan: Call,
    reports: readonly GroupReport<Plan, Made>[],
    call: ToolCall & { readonly request: Request },
  ) => Answered<Status> | Promise<Answered<Status>>;
  /** Whether the changed groups are swept afterwards. Default: yes. */
  readonly sweepsAfter?: boolean;
}

type Result<Status extends string> = Omit<ChangeResult, 'status'> & {
  status: Status | 'planned' | 'partial';
};

/** One shape for every change: plan, apply (judge, approve, converge), sweep, answer. */
export function runChange<
  Request extends ChangeOptions,
  Plan extends PlannedDiff,
  Made extends Applied,
  Call extends CallPlan<Plan, Made>,
  Status extends string,
>(
  stages: ChangeStages<Request, Plan, Made, Call, Status>,
): (request: Request, call: ToolCall) => Promise<Result<Status>> {
  return async (request, call) => {
    const plan = await stages.plan(request, call);
    if ('status' in plan) {
      const { facts } = await withCallFacts(plan.session, Promise.resolve(), plan.warnings);
      return { status: plan.status, rules: [], undo: [], ...facts };
    }
    const { groups, lasting = null } = plan;
    const { session } = groups[0].target;
    const change = {
      groups,
      isDryRun: request.isDryRun,
      planToken: request.planToken,
      lasting,
      warnings: plan.warnings,
    };
    const work = applyChange(call.context, change);
    const { value: outcome, facts } = await withCallFacts(session, work, plan.warnings);
    if (outcome.kind === 'planned') {
      const { preview } = outcome;
      const { warnings = [], ...planFacts } = stages.planFacts?.(plan, preview.groups) ?? {};
      return {
        status: 'planned',
        ...toPlanAnswer(preview, plan.holder),
        ...planFacts,
        ...withWarnings(session, facts, preview.warnings, describeSkippedRules(preview.groups), warnings),
      };
    }
    const reports = await toGroupReports(outcome.groups);
    if (!stages.isAnswered?.(reports)) throwIfNothingDone(reports);
    // The change is made. Nothing that fails from here on is a failure of the call.
    const { warnings, ...answer } = await orElse(
      async () => stages.answer(plan, reports, { ...call, request }),
      (error) => ({
        ...toPlainAnswer(reports),
        status: 'partial' as const,
        warnings: [describeLostReport(error)],
      }),
    );
    const sweep =
      stages.sweepsAfter === false
        ? NOTHING_SWEPT
        : await orElse(
            () => sweepChangedGroups(reports, call.context),
            (error) => ({ swept: [], warnings: [describeSweepFailure(error)] }),
          );
    return {
      ...answer,
      undo: signUndoCalls(answer.undo, call.context),
      ...(sweep.swept.length > 0 && { swept: [...sweep.swept] }),
      ...withWarnings(session, facts, sweep.warnings, warnings),
    };
  };
}

async function orElse<T, U>(step: () => Promise<T>, toOther: (error: WhitelistError) => U): Promise<T | U> {
  try {
    return await step();
  } catch (thrown) {
    return toOther(toWhitelistError(thrown));
  }
}

const describeLostReport = ({ message }: WhitelistError): string =>
  `The change was made; a part of this answer could not be put together: ${message}`;

/** Some of the session's warnings may be newer than the facts. */
const withWarnings = (
  { warnings }: AwsSession,
  facts: CallFacts,
  ...more: readonly (readonly string[])[]
): CallFacts => ({ ...facts, warnings: [...new Set([...facts.warnings, ...warnings, ...more.flat()])] });
