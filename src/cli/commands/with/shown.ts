import { describeRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import type { Clock } from './renewing.ts';

/** Between looks at the group; together ten seconds: milliseconds. */
const PAUSES = [200, 400, 800, 1_600, 3_000, 4_000];

export interface Shown {
  /** What AWS shows of this run's shares; at last, all that was made. */
  readonly shares: readonly RuleResult[];
  /** Whether all is shown that was made; null: AWS let nobody look. */
  readonly all: boolean | null;
}

/** Waits until AWS shows what was made, for so long: what it has accepted is not in force at once everywhere. */
export async function shown(
  made: readonly RuleResult[],
  look: () => Promise<readonly RuleResult[]>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Shown> {
  for (const pause of [...PAUSES, null]) {
    const shares = await look().catch(() => null);
    if (shares === null) return { shares: made, all: null };
    const texts = shares.map(describeRuleResult);
    const missing = made.filter((rule) => !texts.includes(describeRuleResult(rule)));
    if (missing.length === 0) return { shares, all: true };
    if (pause === null || signal.aborted) return { shares: [...shares, ...missing], all: false };
    await clock.pause(pause, signal);
  }
  return { shares: made, all: false };
}
