import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { Identity } from '#aws/sts/identity.ts';

/**
 * EC2 tells an unknown key, a wrong secret, a wrong token and a region that is not enabled by one and the same code
 * (AuthFailure). STS tells them apart, and is asked with every call anyhow.
 *
 * @returns the error to be told: STS's where it says more, else the same
 */
export async function diagnoseAuthFailure(
  error: unknown,
  readIdentity: () => Promise<Identity>,
  region: Region,
): Promise<unknown> {
  if (!(error instanceof WhitelistError) || error.details.aws?.code !== 'AuthFailure') return error;
  // What became of a change is worth more than why the last attempt was refused.
  if (error.details.outcome === 'unknown') return error;
  const known = await readIdentity().catch(toWhitelistError);
  if (known instanceof WhitelistError) {
    if (known.code !== 'invalid_credentials') return error;
    const guidance = [...(known.details.guidance ?? []), ...(error.details.guidance ?? [])];
    return new WhitelistError(known.code, known.message, {
      ...known.details,
      guidance: [...new Set(guidance)],
    });
  }
  return new WhitelistError(
    error.code,
    `Invalid credentials: EC2 in ${region} does not accept the credentials of ${known.arn}, which STS knows.`,
    {
      ...error.details,
      guidance: [
        `Verify the region: ${region} is probably not enabled for the account ${known.account}.`,
        ...(error.details.guidance ?? []),
      ],
    },
  );
}
