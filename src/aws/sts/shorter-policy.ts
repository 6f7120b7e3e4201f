import { WhitelistError } from '#core/errors/errors.ts';
import type { OpenedSession } from './session-cache.ts';

/** AWS packs a session's policy together with the tags that it inherits: where there is no room, once more with less. */
export async function withShorterPolicy(
  [policy, shorter]: readonly [string, string],
  open: (policy: string) => Promise<OpenedSession>,
): Promise<OpenedSession> {
  return open(policy).catch((error: unknown) => {
    const code = error instanceof WhitelistError ? (error.details.aws?.code ?? '') : '';
    if (!code.startsWith('PackedPolicyTooLarge') || shorter.length >= policy.length) throw error;
    return open(shorter);
  });
}
