import { parseRegion } from '#core/identifiers/regions.ts';
import { parseRoleArn } from '#core/iam/role.ts';
import type { ConfigProfile } from './config.ts';
import type { CredentialProfile } from './profile-schema.ts';

/** An entry of the file, already checked, in the words of the program. */
export function profileOf(entry: CredentialProfile): ConfigProfile {
  return {
    name: entry.name,
    awsProfile: awsProfileOf(entry),
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

function awsProfileOf({ use_aws_profile: use, aws_profile_name: name }: CredentialProfile): string | null {
  if (use === false || (use === undefined && name === undefined)) return null;
  return name ?? 'default';
}
