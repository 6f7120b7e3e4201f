import type { TargetRef } from '#tools/temporary/temporary-access.ts';
import { describeRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import type { Io } from '#cli/terminal/io.ts';

/** Standard output is the command's alone; among what it writes on standard error, ours is known by its beginning. */
export type Say = (sentence: string) => void;

export interface Reporter {
  /** What is good to know; with --quiet it is not said. */
  readonly info: Say;
  /** What could not be done. */
  readonly warn: Say;
}

export function createReporter({ err }: Io, isQuiet: boolean): Reporter {
  const warn = (sentence: string) => err(`awswhitelist: ${sentence}\n`);
  return { warn, info: isQuiet ? () => {} : warn };
}

export const formatRules = (rules: readonly RuleResult[]): string => rules.map(describeRuleResult).join(', ');

/** Whose a rule is that was there before, and when it ends; what strangers wrote on it is not repeated. */
export function describeHolders({ holders = [] }: RuleResult): string {
  if (holders.length === 0) return 'permanent, and not made by awswhitelist';
  const each = holders.map(({ holder, expires_at: end }) =>
    end === null ? `${holder} (no end)` : `${holder} until ${end}`,
  );
  return `held by ${each.join(', ')}`;
}

interface OpenAccessFacts {
  readonly targetRef: TargetRef;
  readonly end: string;
  /** Why it is not renewed, half a sentence; null: it is. */
  readonly notRenewedBecause: string | null;
}

/** What is open, and for how long. */
export function describeOpenAccess(
  { end, notRenewedBecause, targetRef }: OpenAccessFacts,
  rules: readonly RuleResult[],
): string {
  const what = `${formatRules(rules)} in ${targetRef.security_group_id ?? ''}`;
  return notRenewedBecause === null
    ? `Open until ${end}, renewed while the command runs: ${what}.`
    : `Open until ${end}, or until the command ends: ${what}. It is not renewed, since ${notRenewedBecause}.`;
}
