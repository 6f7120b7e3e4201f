import type { TargetRef } from '#tools/temporary/temporary-access.ts';
import { describeRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import type { Io } from '#cli/terminal/io.ts';

/** Standard output is the command's alone; among what it writes on standard error, ours is known by its beginning. */
export type Say = (sentence: string) => void;

export interface Voice {
  /** What is good to know; with --quiet it is not said. */
  readonly tell: Say;
  /** What could not be done. */
  readonly warn: Say;
}

export function voiceAt({ err }: Io, isQuiet: boolean): Voice {
  const warn = (sentence: string) => err(`awswhitelist: ${sentence}\n`);
  return { warn, tell: isQuiet ? () => {} : warn };
}

export const rulesText = (rules: readonly RuleResult[]): string => rules.map(describeRuleResult).join(', ');

/** Whose a rule is that was there before, and when it ends; what strangers wrote on it is not repeated. */
export function heldText({ holders = [] }: RuleResult): string {
  if (holders.length === 0) return 'permanent, and not made by awswhitelist';
  const each = holders.map(({ holder, expires_at: end }) =>
    end === null ? `${holder} (no end)` : `${holder} until ${end}`,
  );
  return `held by ${each.join(', ')}`;
}

interface Told {
  readonly spot: TargetRef;
  readonly end: string;
  /** Why it is not renewed, half a sentence; null: it is. */
  readonly once: string | null;
}

/** What is open, and for how long. */
export function openText({ end, once, spot }: Told, rules: readonly RuleResult[]): string {
  const what = `${rulesText(rules)} in ${spot.security_group_id ?? ''}`;
  return once === null
    ? `Open until ${end}, renewed while the command runs: ${what}.`
    : `Open until ${end}, or until the command ends: ${what}. It is not renewed, since ${once}.`;
}
