import type { WhitelistError } from '#core/errors/errors.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { Role } from './role.ts';

/** What keeps an entry of the config file from being used. */
export interface EntryProblem {
  /** What a call through it answers. */
  readonly error: WhitelistError;
  /** What is wrong may be a list of required roles, which a call that names no entry has to meet. */
  readonly mayRequireRoles: boolean;
}

/** An entry of the config file's `credential_profiles`: where credentials come from, and the role assumed with them. */
export interface CredentialProfile {
  readonly name: string;
  /** Why nothing may be called through it. Default: nothing is wrong with it. */
  readonly problem?: EntryProblem | null;
  /** The AWS profile to use; null where the entry names no source of its own. */
  readonly awsProfile: string | null;
  readonly region: Region | null;
  /** The call's identity must be a session of one of these roles; empty: any identity will do. */
  readonly requiredRoles: readonly Role[];
  /** The role to assume; null: none. */
  readonly role: Role | null;
  readonly externalId: string | null;
  /** Another entry, else an AWS profile, whose credentials assume the role. */
  readonly sourceProfile: string | null;
  readonly mfaSerial: string | null;
  /** Length of a session that is opened; null: AWS's default of one hour. */
  readonly durationSeconds: number | null;
  readonly sourceIdentity: string | null;
}
