import { z } from 'zod';
import { changedRule } from '#tools/answer/change-result.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { grantFacts } from '#tools/answer/grant-facts.ts';
import { refusedWhenRead } from '#tools/saved-calls/judge-call.ts';
import { ruleResult, type RuleResult } from '#tools/answer/rule-result.ts';
import type { View } from '#tools/definition/view.ts';
import { whitelistAdd } from '#tools/add/whitelist-add.ts';
import { whitelistCheck } from '#tools/check/whitelist-check.ts';

// The tools as whoever keeps a grant for as long as something runs calls them, and what of their answers that needs.

const addition = z.object({
  status: z.string(),
  security_group_id: z.string(),
  region: z.string(),
  rules: z.array(changedRule),
  grant: grantFacts,
  failures: z.array(z.object({ code: z.string() })).default([]),
  warnings: z.array(z.string()),
});

/** An addition's answer, as far as whoever keeps the grant needs it. */
export type Addition = z.infer<typeof addition>;

/** @throws WhitelistError as whitelist_add does */
export async function open(
  args: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Promise<{ readonly answer: Addition; readonly result: Record<string, unknown>; readonly view: View }> {
  const { result, view } = await whitelistAdd.call(args, context);
  return { answer: addition.parse(result), result, view };
}

/**
 * What is wrong with an addition, told before AWS is asked for anything.
 *
 * @throws WhitelistError
 */
export async function readFirst(
  args: Readonly<Record<string, unknown>>,
  { settings, now }: ToolContext,
): Promise<void> {
  const { ip_address: address, families: _families, ...others } = args;
  const isCurrent = typeof address === 'string' && address.trim().toLowerCase() === 'current';
  // Whatever the person's own address is, it is one.
  const known = isCurrent ? { ...others, ip_address: '192.0.2.1' } : args;
  const error = await refusedWhenRead(whitelistAdd, known, settings, now);
  if (error) throw error;
}

const checked = z.object({ allowed: z.boolean().nullable(), rules: z.array(ruleResult) });

/** The rules that let all of it in already; null: not all of it is let in, or that is not known. */
export async function letIn(
  args: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Promise<readonly RuleResult[] | null> {
  const { allowed, rules } = checked.parse((await whitelistCheck.call(args, context)).result);
  return allowed === true ? rules : null;
}
