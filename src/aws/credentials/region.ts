import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseRegion, type Region } from '#core/identifiers/regions.ts';
import type { GivenAccess } from '#core/approval/questions.ts';
import type { CredentialSource } from './sdk-sources.ts';
import { readProfileSettings } from './shared-files.ts';
import type { AccessRequest, AwsSettings, ProfileSetting } from '#aws/settings.ts';

/** The places a region is looked for, in order; also what the error says. */
const REGION_SOURCES = [
  'the call (`region`, or `region` inside `credentials`)',
  'the config file: the profile’s `region`, then `default_parameters.region`',
  'AWS_REGION, then AWS_DEFAULT_REGION',
  'the AWS profile (`region` in ~/.aws/config)',
];

interface RegionInputs {
  /** The config file's entry in force. */
  readonly entry: ProfileSetting | null;
  readonly source: CredentialSource;
  /** What a person gave on the page. */
  readonly answer: GivenAccess | null;
}

/** @throws WhitelistError `region_required` where none of the places names one, `invalid_input` where two disagree */
export async function resolveRegion(
  request: AccessRequest,
  settings: AwsSettings,
  { entry, source, answer }: RegionInputs,
): Promise<Region> {
  const configured =
    regionOfCall(request) ??
    regionOfAnswer(answer) ??
    entry?.region ??
    settings.region ??
    settings.sandbox?.region;
  if (configured) return configured;
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = process.env[name];
    if (value) return parseRegion(value, `${name} (environment)`);
  }
  const fromProfile = (await readProfileSettings(awsProfileOf(request, { entry, source }))).region;
  if (fromProfile) return parseRegion(fromProfile, 'region (AWS profile)');
  throw new WhitelistError(
    'region_required',
    'An AWS region is required: nothing says in which region to look.',
    {
      missing: ['region'],
      guidance: [
        `A region is taken from, in this order: ${REGION_SOURCES.join('; ')}.`,
        'Ask for it, e.g. us-east-1.',
      ],
    },
  );
}

/** Credentials in the call leave the profile beside them its region. */
function awsProfileOf(
  { profile }: AccessRequest,
  { entry, source }: Pick<RegionInputs, 'entry' | 'source'>,
): string {
  const named = entry ? entry.awsProfile : profile;
  return source.awsProfile ?? named ?? (process.env['AWS_PROFILE'] || 'default');
}

function regionOfAnswer(answer: GivenAccess | null): Region | null {
  return (answer?.kind === 'keys' ? answer.credentials.region : answer?.region) ?? null;
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
