import { WhitelistError } from '#core/errors/errors.ts';
import type { ToolSettings } from '#tools/definition/context.ts';
import type { TargetArguments } from '#tools/input/read-targets.ts';

/**
 * A sweep of nothing in particular is never one of everything.
 *
 * @throws WhitelistError `invalid_input`
 */
export function applySweepDefaults(input: TargetArguments, { grants }: ToolSettings): TargetArguments {
  const { security_group_id, target, targets } = input;
  if ([security_group_id, target, targets].some((value) => value !== undefined)) return input;
  if (grants.sweepGroups.length > 0) return { targets: grants.sweepGroups };
  throw new WhitelistError('invalid_input', 'Nothing says which security groups are to be swept.', {
    missing: ['security_group_id', 'target', 'targets'],
    guidance: ['Name them, or list them in the config file: {"grants": {"sweep_groups": ["sg-…", "web"]}}.'],
  });
}
