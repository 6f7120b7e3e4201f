import { WhitelistError } from '#core/errors/errors.ts';
import { explainRefusal, type Refusal } from '#core/policy/policy.ts';

/** @param file - The config file in force. */
export function refusedBySettings(refusals: readonly Refusal[], file: string | null): WhitelistError {
  const reasons = refusals.map(({ reason }) => reason).join(' ');
  return new WhitelistError('refused_by_settings', `Refused by the settings of this program: ${reasons}`, {
    guidance: [
      ...refusals.map((refusal) => explainRefusal(refusal, file)),
      'Only the person can change that, in the config file; nothing in a call can.',
    ],
  });
}
