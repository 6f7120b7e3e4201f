import { describeRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import type { Clock } from './renewal.ts';

/** Between looks at the group; together ten seconds. */
const POLL_DELAYS_MS = [200, 400, 800, 1_600, 3_000, 4_000];

export interface VisibleRules {
  /** What AWS shows of this run's shares; at last, all that was made. */
  readonly rules: readonly RuleResult[];
  /** Whether all is shown that was made; null: AWS let nobody look. */
  readonly isComplete: boolean | null;
}

/** Waits until AWS shows what was made, for so long: what it has accepted is not in force at once everywhere. */
export async function waitUntilVisible(
  made: readonly RuleResult[],
  readRules: () => Promise<readonly RuleResult[]>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<VisibleRules> {
  for (const delayMs of [...POLL_DELAYS_MS, null]) {
    const rules = await readRules().catch(() => null);
    if (rules === null) return { rules: made, isComplete: null };
    const texts = rules.map(describeRuleResult);
    const missing = made.filter((rule) => !texts.includes(describeRuleResult(rule)));
    if (missing.length === 0) return { rules, isComplete: true };
    if (delayMs === null || signal.aborted) return { rules: [...rules, ...missing], isComplete: false };
    await clock.sleep(delayMs, signal);
  }
  return { rules: made, isComplete: false };
}
