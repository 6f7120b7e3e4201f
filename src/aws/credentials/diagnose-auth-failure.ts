import { parseRegion, type Region } from '#core/identifiers/regions.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { Identity } from '#aws/sts/identity.ts';

/** STS's codes for a key that it does not know. */
const UNKNOWN_KEY_CODES = ['InvalidClientTokenId', 'UnrecognizedClientException'];

/** The regions that every account of their partition has, by how the names of its regions begin. */
const HOME_REGIONS = [
  ['cn-', 'cn-north-1'],
  ['us-gov-', 'us-gov-west-1'],
  ['eusc-', 'eusc-de-east-1'],
  ['', 'us-east-1'],
] as const;

/**
 * A region that is not enabled for the account knows none of its keys, and does not say why: so STS is asked in one that
 * every account has.
 *
 * @param ask - Asks STS in a region whose the credentials are.
 * @throws WhitelistError `account_restricted` where they are known there; else the same error
 */
export async function recogniseDisabledRegion(
  error: unknown,
  region: Region,
  ask: (region: Region) => Promise<Identity>,
): Promise<never> {
  const code = error instanceof WhitelistError ? (error.details.aws?.code ?? '') : '';
  const home = parseRegion(
    HOME_REGIONS.find(([start]) => region.startsWith(start))?.[1] ?? 'us-east-1',
    'region',
  );
  if (!UNKNOWN_KEY_CODES.includes(code) || home === region) throw error;
  const known = await ask(home).catch(() => null);
  if (known === null) throw error;
  throw new WhitelistError(
    'account_restricted',
    `The region ${region} is not enabled for the account ${known.account}: AWS knows the credentials of ${known.arn} in ${home}, and not there.`,
    {
      ...(error instanceof WhitelistError && error.details.aws && { aws: error.details.aws }),
      guidance: [
        `Verify the region: ${region} may not be the one that is meant.`,
        'Or have it enabled: in the AWS console under Account, "AWS Regions" (account:EnableRegion).',
      ],
    },
  );
}

/**
 * EC2 answers an unknown key, a wrong secret, a wrong token and a region that is not enabled with one and the same code
 * (AuthFailure). STS tells them apart, and most calls ask it for the identity anyway.
 *
 * @returns the error to report: STS's where it says more, else the same one
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
    if (known.code !== 'invalid_credentials' && known.code !== 'account_restricted') return error;
    const guidance = [...(known.details.guidance ?? []), ...(error.details.guidance ?? [])];
    return new WhitelistError(known.code, known.message, {
      ...known.details,
      guidance: [...new Set(guidance)],
    });
  }
  return new WhitelistError(
    error.code,
    `Invalid credentials: EC2 in ${region} does not accept the credentials of ${known.arn}, which STS knows: ${region} is probably not enabled for the account.`,
    {
      ...error.details,
      guidance: [
        `Verify the region: ${region} may not be the one that is meant, or has to be enabled for ${known.account}.`,
        ...(error.details.guidance ?? []),
      ],
    },
  );
}
