import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseRegion, type Region } from '#core/identifiers/regions.ts';
import type { GivenAccess } from '#core/approval/questions.ts';
import type { CredentialSource } from './sdk-sources.ts';
import { describeMisnamedSection } from '#aws/shared-files/find-profile.ts';
import { describeProblems, type SharedFiles, showProfile } from '#aws/shared-files/shared-files.ts';
import { readVariable } from './environment-keys.ts';
import type { AccessRequest, AwsSettings } from '#aws/settings.ts';

/** Where a region is looked for, in order; the error lists these. */
const REGION_SOURCES = [
  'the call (`region`, or `region` inside `credentials`)',
  'the config file: the profile’s `region`, then `default_parameters.region`',
  'AWS_REGION, then AWS_DEFAULT_REGION',
  'the AWS profile (`region` in ~/.aws/config)',
];

export interface RegionInputs {
  /** The config file's entry in force. */
  readonly entry: CredentialProfile | null;
  readonly source: CredentialSource;
  readonly files: SharedFiles;
  /** What a person gave on the page. */
  readonly answer: GivenAccess | null;
}

/** @throws WhitelistError `region_required` where none of them names one, `invalid_input` where two disagree */
export async function resolveRegion(
  request: AccessRequest,
  settings: AwsSettings,
  { entry, source, files, answer }: RegionInputs,
): Promise<Region> {
  const configured =
    regionOfCall(request) ??
    regionOfAnswer(answer) ??
    entry?.region ??
    settings.region ??
    settings.sandbox?.region;
  if (configured) return configured;
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = readVariable(name);
    if (value !== undefined) return parseRegion(value, `${name} (environment)`);
  }
  const profile = awsProfileOf(request, { entry, source }) ?? awsProfileInForce();
  const fromProfile = files.profiles.get(profile)?.values.get('region');
  if (fromProfile) return parseRegion(fromProfile, 'region (AWS profile)');
  const findings = describeLackingRegion(profile, files);
  throw new WhitelistError(
    'region_required',
    ['An AWS region is required: nothing says in which region to look.', ...findings].join(' '),
    {
      missing: ['region'],
      guidance: [
        `A region is taken from, in this order: ${REGION_SOURCES.join('; ')}.`,
        'Ask for it, e.g. us-east-1.',
      ],
    },
  );
}

/** What in the files may have been meant for a region, in sentences. */
function describeLackingRegion(name: string, files: SharedFiles): string[] {
  const profile = files.profiles.get(name);
  const misnamed = describeMisnamedSection(name, files);
  const of = `of the AWS profile ${showProfile(name)}`;
  const isEmpty = profile?.values.has('region') === true && !profile.nested.has('region');
  const outer = [...(profile?.nested ?? [])].find(([, values]) => values.has('region'))?.[0];
  return [
    ...(misnamed === null ? [] : [misnamed]),
    ...(profile && isEmpty ? [`\`region\` ${of} is empty (${profile.whereIs('region')}).`] : []),
    ...(profile && outer !== undefined
      ? [
          `The line with \`region\` is indented deeper than \`${outer}\` (${profile.whereIs(outer)}) and so a part of that: indent both alike.`,
        ]
      : []),
    ...describeProblems(files, [name]),
  ];
}

/**
 * The AWS profile that a call names, or that its credentials come from; null: neither. Credentials in the call leave the
 * profile beside them its settings.
 */
export function awsProfileOf(
  { profile }: AccessRequest,
  { entry, source }: Pick<RegionInputs, 'entry' | 'source'>,
): string | null {
  return source.awsProfile ?? (entry ? entry.awsProfile : profile);
}

/** The one whose settings count where nothing names another. */
export const awsProfileInForce = (): string => readVariable('AWS_PROFILE') ?? 'default';

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
