import type { z } from 'zod';
import { quoteMasked } from '#core/errors/invalid-input.ts';
import type { CredentialProfile } from './profile-schema.ts';

type Key = keyof CredentialProfile;
type Profiles = readonly CredentialProfile[];

/** What is wrong with an entry among the others: the key, what it should be, and a sentence more. */
interface Complaint {
  readonly key: Key;
  readonly expected: string;
  readonly hint?: string;
}

type Rule = (profile: CredentialProfile, profiles: Profiles) => Complaint | null;

/** Refuses entries that contradict themselves or each other: one of the two would be passed over in silence. */
export function checkProfiles(profiles: Profiles, ctx: z.RefinementCtx): void {
  for (const [i, profile] of profiles.entries()) {
    for (const rule of RULES) {
      const { key, expected, hint } = rule(profile, profiles) ?? {};
      if (key === undefined) continue;
      const path = ['credential_profiles', i, key];
      ctx.addIssue({ code: 'custom', path, message: `expected ${expected}`, params: { hint } });
    }
  }
}

const RULES: readonly Rule[] = [
  requireUniqueName,
  // Without a session to open they would do nothing.
  requireCompanion('external_id', ['role_arn', 'required_iam_roles']),
  requireCompanion('source_identity', ['role_arn', 'required_iam_roles']),
  requireCompanion('duration_seconds', ['role_arn', 'required_iam_roles', 'mfa_serial']),
  requireOneSource,
  refuseCircle,
  limitChainedDuration,
];

function requireUniqueName(profile: CredentialProfile, profiles: Profiles): Complaint | null {
  const first = profiles.findIndex(({ name }) => name === profile.name);
  if (profiles[first] === profile) return null;
  return { key: 'name', expected: `a name of its own; credential_profiles[${first}] has this one` };
}

function requireCompanion(key: Key, openers: readonly Key[]): Rule {
  const expected = `${openers.slice(0, -1).join(', ')} or ${openers.at(-1) ?? ''} beside it`;
  return (profile) =>
    isGiven(profile[key]) && !openers.some((opener) => isGiven(profile[opener]))
      ? { key, expected, hint: `Without, no session is opened, and ${key} does nothing.` }
      : null;
}

const isGiven = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== undefined);

function requireOneSource(profile: CredentialProfile): Complaint | null {
  const rival = (['aws_profile_name', 'use_aws_profile'] as const).find((key) => Boolean(profile[key]));
  if (profile.source_profile === undefined || rival === undefined) return null;
  return {
    key: 'source_profile',
    expected: `no ${rival} beside it`,
    hint: 'Both say whose credentials to begin with; source_profile may name an AWS profile too.',
  };
}

function refuseCircle(
  { name, source_profile: source }: CredentialProfile,
  profiles: Profiles,
): Complaint | null {
  const key = 'source_profile';
  if (source === name) {
    const hint = 'If the AWS profile of that name is meant, give this entry another name.';
    return { key, expected: 'another name than that of the entry itself', hint };
  }
  const path = [name];
  let next = source;
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = findEntry(next, profiles)?.source_profile;
  }
  if (next !== name) return null;
  const hint = `It goes round: ${[...path, name].map(quoteMasked).join(' → ')}.`;
  return { key, expected: 'an entry that does not lead back here, or an AWS profile', hint };
}

/** AWS's limit for a role that is assumed with another role's session. */
const MAX_CHAINED_SECONDS = 3_600;

function limitChainedDuration(profile: CredentialProfile, profiles: Profiles): Complaint | null {
  const { role_arn: role, source_profile: source, duration_seconds: seconds = 0 } = profile;
  const isChained = role !== undefined && findEntry(source, profiles)?.role_arn !== undefined;
  if (!isChained || seconds <= MAX_CHAINED_SECONDS) return null;
  const hint =
    'source_profile is a session of a role itself, and AWS gives a role after a role one hour at most.';
  return { key: 'duration_seconds', expected: `at most ${MAX_CHAINED_SECONDS} here`, hint };
}

const findEntry = (name: string | undefined, profiles: Profiles) =>
  profiles.find((profile) => profile.name === name);
