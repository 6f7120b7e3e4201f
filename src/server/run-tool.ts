import type { CallOptions, Runtime } from '#context.ts';
import type { Approval } from '#core/approval/approval.ts';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { toWhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import { logDefect } from '#log.ts';
import type { Tool } from '#tools/definition/definition.ts';
import type { View } from '#tools/definition/view.ts';

export type ToolOutcome =
  | { readonly result: Record<string, unknown>; readonly view: View }
  | {
      readonly report: ErrorReport;
      /** The change that a person would have to approve. */
      readonly approval?: Approval;
    };

/** One call of one tool, logged; whatever goes wrong comes back as its report. */
export async function runTool(
  tool: Tool,
  args: unknown,
  runtime: Runtime,
  { signal, onProgress, onStep, prompter = null, elicitor = null, approvalToken, isBounded }: CallOptions,
): Promise<ToolOutcome> {
  const startedAt = performance.now();
  // STS may be slower than the call it tells about; an answered call makes no progress.
  let isOpen = true;
  const finish = (outcome: string) => {
    isOpen = false;
    runtime.log.info(`${tool.name} answered`, { outcome, ms: Math.round(performance.now() - startedAt) });
  };
  try {
    const outcome = await tool.call(
      args,
      runtime.toolContext({
        prompter,
        signal,
        elicitor,
        approvalToken,
        ...(isBounded && { isBounded }),
        onProgress: (action) => isOpen && onProgress?.(action),
        onStep: (step) => isOpen && onStep?.(step),
      }),
    );
    finish('ok');
    return outcome;
  } catch (thrown) {
    const error = toWhitelistError(thrown);
    if (error.code === 'internal_error') logDefect(runtime.log, error.details.cause);
    finish(error.code);
    const request = error instanceof NeedsPersonError ? error.request : null;
    const report = error.report();
    const guidance = [...report.guidance, ...runtime.standingWarnings];
    return { report: { ...report, guidance }, ...(request?.kind === 'approval' && { approval: request }) };
  }
}
