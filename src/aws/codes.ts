import { WhitelistError } from '../core/errors.ts';

/** What EC2 answers where a rule that is to go, or to be another, is not there. */
export const NOT_THERE = ['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'];

export function isCode(error: unknown, codes: readonly string[]): error is WhitelistError {
  return error instanceof WhitelistError && codes.includes(error.details.aws?.code ?? '');
}
