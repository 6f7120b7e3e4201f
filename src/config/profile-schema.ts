import { z } from 'zod';
import { WhitelistError } from '#core/errors/errors.ts';
import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import {
  EXTERNAL_ID_PATTERN,
  MFA_SERIAL_PATTERN,
  parseExternalId,
  parseMfaSerial,
  parseSourceIdentity,
  parseSessionSeconds,
  SOURCE_IDENTITY_PATTERN,
  SESSION_SECONDS_RANGE,
} from '#core/iam/role-settings.ts';
import { parseRoleArn, ROLE_ARN } from '#core/iam/role.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { findMeantLimit } from './reading/limit-names.ts';
import { describeUnknownKey, isOfProfile, type UnknownKey } from './reading/unknown-keys.ts';
import { mustParse } from '#config/reading/must-parse.ts';

const { least, most } = SESSION_SECONDS_RANGE;

/** A region's code; in the file wherever one may stand. */
export const regionSchema = z
  .string()
  .superRefine(mustParse(parseRegion, 'expected a region such as "us-east-1"'))
  .meta({ examples: ['us-east-1'] });

const NAME = 'expected a name such as "production"';

/** Text held to one of core's parsers; an editor is told its form. */
function parsedText(
  parse: (value: unknown, field: string) => unknown,
  expected: string,
  { form, example }: { form: RegExp; example: string },
) {
  return z
    .string()
    .superRefine(mustParse((value) => parse(value, ''), `expected ${expected} such as "${example}"`))
    .meta({ pattern: form.source, examples: [example] });
}

const roleArnSchema = parsedText(parseRoleArn, "a role's ARN", {
  form: ROLE_ARN,
  example: 'arn:aws:iam::123456789012:role/SecurityAdmin',
});

/** One entry of `credential_profiles`. How entries go together: `profile-rules.ts`. */
export const credentialProfileSchema = z
  .object({
    name: z
      .string()
      .min(1, NAME)
      .describe(
        'What "profile" in a call (--profile) names. The entry "default" is for calls that name none.',
      ),
    description: z.string().optional().describe('A note for people.'),
    use_aws_profile: z
      .boolean()
      .optional()
      .describe(
        'Take the credentials from an AWS profile of this machine. Default: true where aws_profile_name is given.',
      ),
    aws_profile_name: z
      .string()
      .min(1, NAME)
      .optional()
      .describe('The AWS profile, as ~/.aws/config names it. Default with use_aws_profile: "default".'),
    region: regionSchema
      .optional()
      .describe('Region for calls through this entry that name none. Default: default_parameters.region.'),
    required_iam_roles: z
      .array(roleArnSchema)
      .optional()
      .describe(
        'ARNs of IAM roles. Calls are made with a session of one of them: the credentials are one, or assume the first that lets them, or the call is refused. Default: none is required.',
      ),
    role_arn: roleArnSchema
      .optional()
      .describe(
        'ARN of an IAM role that is assumed for each call, allowed no more than the call needs. Default: none.',
      ),
    external_id: parsedText(parseExternalId, '2 to 1224 letters, digits and _+=,.@:/-', {
      form: EXTERNAL_ID_PATTERN,
      example: 'customer-4711',
    })
      .optional()
      .describe('External id that the trust policy of the role asks for. 2 to 1224 characters.'),
    source_profile: z
      .string()
      .min(1, NAME)
      .optional()
      .describe(
        'Whose credentials to begin with: another entry of this list, else an AWS profile of this name. Default: what is found without it.',
      ),
    mfa_serial: parsedText(parseMfaSerial, "an MFA device's ARN", {
      form: MFA_SERIAL_PATTERN,
      example: 'arn:aws:iam::123456789012:mfa/jo',
    })
      .optional()
      .describe(
        'Your MFA device, whose code is asked for when a session is opened: its ARN, or the serial number of a hardware one. Default: no code.',
      ),
    duration_seconds: z
      .number()
      .superRefine(
        mustParse(
          (value) => parseSessionSeconds(value, ''),
          `expected whole seconds from ${least} to ${most} such as 3600`,
        ),
      )
      .meta({ type: 'integer', minimum: least, maximum: most, examples: [3600] })
      .optional()
      .describe(
        `Length of a session that is opened, in seconds: ${least} to ${most}. Default: 3600, and never more for a role that is assumed with another role.`,
      ),
    source_identity: parsedText(parseSourceIdentity, '2 to 256 letters, digits and _+=,.@-', {
      form: SOURCE_IDENTITY_PATTERN,
      example: 'jo@example.com',
    })
      .optional()
      .describe(
        'Who opens the session, for CloudTrail: AWS keeps it through further roles. 2 to 256 characters; needs sts:SetSourceIdentity.',
      ),
  })
  .describe('A name for credentials: where they come from, and the role that is assumed with them.');

/** An entry as the file writes it. */
export type ProfileEntry = z.infer<typeof credentialProfileSchema>;

/**
 * @param entry - Already checked against the schema.
 * @param problem - Why nothing may be called through it. Default: nothing is wrong with it.
 */
export function toCredentialProfile(
  entry: ProfileEntry,
  problem: CredentialProfile['problem'] = null,
): CredentialProfile {
  return {
    ...(problem && { problem }),
    name: entry.name,
    awsProfile: toAwsProfile(entry),
    region: entry.region === undefined ? null : parseRegion(entry.region),
    requiredRoles: (entry.required_iam_roles ?? []).map((arn) => parseRoleArn(arn, 'required_iam_roles')),
    role: entry.role_arn === undefined ? null : parseRoleArn(entry.role_arn, 'role_arn'),
    externalId: entry.external_id ?? null,
    sourceProfile: entry.source_profile ?? null,
    mfaSerial: entry.mfa_serial ?? null,
    durationSeconds: entry.duration_seconds ?? null,
    sourceIdentity: entry.source_identity ?? null,
  };
}

function toAwsProfile({ use_aws_profile: use, aws_profile_name: name }: ProfileEntry): string | null {
  if (use === false || (use === undefined && name === undefined)) return null;
  return name ?? 'default';
}

/**
 * What is wrong with the i-th entry, whose keys cannot all be kept: what it says of whose credentials to use is then
 * not known, and others are never used in their place.
 *
 * @param file - Its path, fit to be shown.
 */
export function findEntryProblem(
  i: number,
  unknown: readonly UnknownKey[],
  file: string,
): CredentialProfile['problem'] {
  const own = unknown.filter(({ path }) => isOfProfile(path) && path[1] === i);
  if (own.length === 0) return null;
  const error = new WhitelistError(
    'config_error',
    `Config file ${file}: this profile is not used, since not all of it is understood. ${own.map(describeUnknownKey).join(' ')}`,
    {
      guidance: [
        `Mend credential_profiles[${i}] in ${file}; the file is read at start, so restart a server. Until then, no other credentials are used in its place.`,
      ],
    },
  );
  return { error, mayRequireRoles: own.some(({ key }) => findMeantLimit(key) === 'required_iam_roles') };
}
