import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { describeTerminalOptions } from '#core/approval/credential-guidance.ts';
import type { FoundProfile } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { describeMisnamedSection, describeMissingProfile } from '#aws/shared-files/find-profile.ts';
import { findFlaw, isUsable } from '#aws/shared-files/profile-flaws.ts';
import { readProfileChain } from '#aws/shared-files/profile-chain.ts';
import { listProfiles } from '#aws/shared-files/profile-kinds.ts';
import { describeProblems, type SharedFiles } from '#aws/shared-files/shared-files.ts';
import type { CredentialSource } from './sdk-sources.ts';

/** Where the error speaks of a source, and what else its question has to ask for. */
export interface FailedSource {
  readonly source: Pick<CredentialSource, 'label' | 'awsProfile'>;
  readonly files: SharedFiles;
  /** Whether the region is missing too, so that one question asks for both. */
  readonly regionNeeded: boolean;
}

/** A profile that gave nothing is not offered as the way out. */
function listOtherProfiles({ source, files }: FailedSource): FoundProfile[] {
  return listProfiles(files).filter(({ name }) => name !== (source.awsProfile ?? 'default'));
}

/** No credentials: a person can choose a profile, or give keys. */
export function credentialsRequired(where: string, failed: FailedSource, cause?: unknown): NeedsPersonError {
  const { source, files, regionNeeded } = failed;
  const profiles = listOtherProfiles(failed);
  const problems = describeProblems(files, [source.awsProfile ?? 'default']);
  const message = [`AWS credentials are required: ${where}.`, ...problems].join(' ');
  const request = { kind: 'credentials' as const, profiles, regionNeeded };
  return new NeedsPersonError('credentials_required', message, request, {
    missing: ['access_key_id', 'secret_access_key', ...(regionNeeded ? ['region'] : [])],
    // In a chat it is put differently; see src/context/chat-error.ts.
    guidance: describeTerminalOptions(profiles),
    cause,
  });
}

/**
 * Why a profile can give no credentials, as far as the files tell: it is not there, or something in it is missing. Null:
 * nothing is wrong with it.
 */
export function explainProfile(failed: FailedSource): WhitelistError | null {
  const { source, files } = failed;
  const name = source.awsProfile;
  if (isUsable(name, files)) return null;
  if (name === null) return flawError('default', failed);
  const from = /\((.*)\)$/s.exec(source.label)?.[1];
  if (!files.profiles.has(name)) {
    const misnamed = describeMisnamedSection(name, files);
    const missing = describeMissingProfile(name, files, from);
    return credentialsRequired(misnamed === null ? missing : `${missing}. ${misnamed.slice(0, -1)}`, failed);
  }
  return flawError(name, failed);
}

function flawError(name: string, failed: FailedSource): WhitelistError | null {
  const flaw = findFlaw(name, failed.files);
  if (flaw === null) return null;
  const chain = readProfileChain(name, failed.files).map((profile) => profile.name);
  const problems = describeProblems(failed.files, chain);
  return new WhitelistError(
    'invalid_credentials',
    [`Invalid credentials: ${flaw.text}.`, ...problems].join(' '),
    { guidance: flaw.guidance },
  );
}
