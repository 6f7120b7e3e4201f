import type { InlineCredentials } from '#core/iam/credentials.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { Role } from '#core/iam/role.ts';

/** One entry of the config file's `credential_profiles`, as far as it tells whose call it is. */
export interface ProfileSetting {
  readonly name: string;
  /** The AWS profile to use; null where the entry names no source of its own. */
  readonly awsProfile: string | null;
  readonly region: Region | null;
  /** The call's identity must be a session of one of these; empty: of none. */
  readonly requiredRoles: readonly Role[];
  /** The role to assume; null: none. */
  readonly role: Role | null;
  readonly externalId: string | null;
  /** Another entry, else an AWS profile, whose credentials assume the role. */
  readonly sourceProfile: string | null;
  readonly mfaSerial: string | null;
  /** Length of a session that is opened: seconds. Null: AWS's default of one hour. */
  readonly durationSeconds: number | null;
  readonly sourceIdentity: string | null;
}

/** What the person configured about AWS; handed in at start, the same for every call. */
export interface AwsSettings {
  readonly profiles: readonly ProfileSetting[];
  /** `default_parameters.region` */
  readonly region: Region | null;
  readonly security: SecuritySettings;
  /** How sessions that are opened are named in CloudTrail: 2 to 64 of `[\w+=,.@-]`. */
  readonly sessionName: string;
  /** Where the embedded sandbox is served: the only place its calls may go, with its own key. */
  readonly sandbox: SandboxSetting | null;
}

/** Whose changes are refused, whatever AWS allows them. */
export interface SecuritySettings {
  readonly requireMfa: boolean;
  readonly allowRoot: boolean;
}

export interface SandboxSetting {
  readonly endpoint: string;
  readonly region: Region;
  readonly credentials: InlineCredentials;
}

/** Whose call it is and where, as one call gives it; everything is optional. */
export interface AccessRequest {
  readonly credentials: InlineCredentials | null;
  readonly profile: string | null;
  readonly region: Region | null;
}

/** What a call is going to do: sessions are opened for no more than that. */
export interface Purpose {
  /** The groups that may be written to, or are asked about. */
  readonly groups: readonly SecurityGroupId[];
  readonly changes: boolean;
}
