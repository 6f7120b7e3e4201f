import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import type { InlineCredentials } from '#core/iam/credentials.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import type { Region } from '#core/identifiers/regions.ts';

/** What the person configured about AWS; handed in at start, the same for every call. */
export interface AwsSettings {
  readonly profiles: readonly CredentialProfile[];
  /** `default_parameters.region` */
  readonly region: Region | null;
  readonly security: SecuritySettings;
  /** How sessions that are opened are named in CloudTrail: 2 to 64 of `[\w+=,.@-]`. */
  readonly sessionName: string;
  /** The embedded sandbox: its calls go nowhere else, and use its own key. */
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

/** What one call says of credentials and region; everything is optional. */
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
