import type { InlineCredentials } from '../core/credentials.ts';
import type { Region } from '../core/regions.ts';

/** One entry of the config file's `credential_profiles`, as far as it tells where credentials come from. */
export interface ProfileSetting {
  readonly name: string;
  /** The AWS profile to use; null where the entry names no source of its own. */
  readonly awsProfile: string | null;
  readonly region: Region | null;
}

/** What the person configured about AWS; handed in at start, the same for every call. */
export interface AwsSettings {
  readonly profiles: readonly ProfileSetting[];
  /** `default_parameters.region` */
  readonly region: Region | null;
  /** Where the embedded sandbox is served: the only place its calls may go, with its own key. */
  readonly sandbox: SandboxSetting | null;
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
