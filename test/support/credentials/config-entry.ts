import type { CredentialProfile } from '#core/iam/credential-profile.ts';

/** An entry of `credential_profiles` that says nothing but its name. */
export const createEntry = (name: string, more: Partial<CredentialProfile> = {}): CredentialProfile => ({
  name,
  awsProfile: null,
  region: null,
  requiredRoles: [],
  role: null,
  externalId: null,
  sourceProfile: null,
  mfaSerial: null,
  durationSeconds: null,
  sourceIdentity: null,
  ...more,
});
