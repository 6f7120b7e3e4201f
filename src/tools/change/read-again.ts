import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { ToolContext } from '#tools/definition/context.ts';

/** EC2's reads are eventually consistent: what leaves nothing to do is read twice before it is believed. Milliseconds. */
export const RECHECK_AFTER_MS = 300;

export type ReadRules = () => Promise<readonly IngressRule[]>;

/** What was read first, or where that is nothing, what is there a moment later. */
export async function orReadAgain(
  first: readonly IngressRule[],
  read: ReadRules,
  context: Pick<ToolContext, 'sleep'>,
): Promise<readonly IngressRule[]> {
  if (first.length > 0) return first;
  await context.sleep(RECHECK_AFTER_MS);
  return read();
}
