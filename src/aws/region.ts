import { WhitelistError } from '../core/errors.ts';
import { invalidInput } from '../core/invalid-input.ts';
import { parseRegion, type Region } from '../core/regions.ts';
import type { CredentialSource } from './credential-source.ts';
import { profileFacts } from './shared-files.ts';
import type { AccessRequest, AwsSettings } from './settings.ts';

/** The places a region is looked for, in order; also what the error says. */
const PLACES = [
  'the call (`region`, or `region` inside `credentials`)',
  'the config file: the profile’s `region`, then `default_parameters.region`',
  'AWS_REGION, then AWS_DEFAULT_REGION',
  'the AWS profile (`region` in ~/.aws/config)',
];

/** @throws WhitelistError `region_required` where none of the places names one, `invalid_input` where two disagree */
export async function resolveRegion(
  request: AccessRequest,
  settings: AwsSettings,
  source: CredentialSource,
): Promise<Region> {
  const configured =
    regionOfCall(request) ?? source.setting?.region ?? settings.region ?? settings.sandbox?.region;
  if (configured) return configured;
  const fromEnvironment = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'];
  if (fromEnvironment) return parseRegion(fromEnvironment, 'AWS_REGION (environment)');
  const fromProfile = (await profileFacts(source.awsProfile ?? process.env['AWS_PROFILE'] ?? 'default'))
    .region;
  if (fromProfile) return parseRegion(fromProfile, 'region (AWS profile)');
  throw new WhitelistError(
    'region_required',
    'An AWS region is required: nothing says in which region to look.',
    {
      missing: ['region'],
      guidance: [
        `A region is taken from, in this order: ${PLACES.join('; ')}.`,
        'Ask for it, e.g. us-east-1.',
      ],
    },
  );
}

function regionOfCall({ region, credentials }: AccessRequest): Region | null {
  const inline = credentials?.region ?? null;
  if (region !== null && inline !== null && region !== inline) {
    throw invalidInput({
      field: 'region',
      value: region,
      expected: `the same region as credentials.region (${inline})`,
      example: inline,
    });
  }
  return region ?? inline;
}
