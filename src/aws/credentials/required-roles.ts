import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { withoutSecrets } from '#core/errors/invalid-input.ts';
import { sessionOfRole, type Role } from '#core/iam/role.ts';
import type { Found } from '#aws/sts/credentials.ts';
import type { Identity } from '#aws/sts/identity.ts';
import type { SessionOpener } from '#aws/sts/session-opener.ts';
import type { ProfileSetting } from '#aws/settings.ts';
import type { WantedRole } from '#aws/sts/wanted-role.ts';

/** What the config file asks of whose call it is. */
export interface Requirement {
  /** A session of one of these; empty: nothing is asked. */
  readonly roles: readonly Role[];
  /** The entry by whose settings one may be assumed; null where it would be a guess which. */
  readonly entry: ProfileSetting | null;
  /** For people. */
  readonly from: string;
}

/**
 * A call that names no profile, or one that the config file does not know, must satisfy some list of the file: leaving
 * the name out is no way round.
 *
 * @param entry - The entry in force: the one that the call names, else `default`.
 */
export function requirementFor(
  entry: ProfileSetting | null,
  isNamed: boolean,
  profiles: readonly ProfileSetting[],
): Requirement {
  const ofEntry = (one: ProfileSetting) => ({
    roles: one.requiredRoles,
    entry: one,
    from: `credential_profiles "${withoutSecrets(one.name)}"`,
  });
  if (entry && (isNamed || entry.requiredRoles.length > 0)) return ofEntry(entry);
  const setting = profiles.filter(({ requiredRoles }) => requiredRoles.length > 0);
  const [only, ...others] = setting;
  if (only && others.length === 0) return ofEntry(only);
  const names = setting.map(({ name }) => `"${withoutSecrets(name)}"`).join(', ');
  return {
    roles: setting.flatMap(({ requiredRoles }) => requiredRoles),
    entry: null,
    from: `credential_profiles ${names}`,
  };
}

/**
 * The same credentials where they are a session of a required role, else a session of the first of the roles that
 * lets itself be assumed with them.
 *
 * @throws WhitelistError `access_denied` where none does
 */
export async function meetRequirement(
  found: Found,
  { roles, entry, from }: Requirement,
  opener: SessionOpener,
  identityOf: (found: Found) => Promise<Identity>,
): Promise<Found> {
  if (roles.length === 0) return found;
  const { arn } = await identityOf(found);
  if (roles.some((role) => sessionOfRole(arn, role))) return found;
  const base = await withOneCode(found, entry, opener);
  const sought = entry ? roles.map((role) => wanted(role, entry, base)) : [];
  const refusals = new Map<WantedRole, string>();
  // Open ones first: a role before them that refuses would be asked again for each call.
  for (const way of ['openRole', 'assumeRole'] as const) {
    for (const role of sought) {
      const met = refusals.has(role)
        ? null
        : await opener[way](base, role).catch(refusal((r) => refusals.set(role, r)));
      if (met) return met;
    }
  }
  const names = roles.map((role) => role.arn).join(' or ');
  throw new WhitelistError(
    'access_denied',
    `Access Denied: ${from} requires a session of ${names}; ${arn} (credentials from ${found.label}) is none${entry ? ' and may not assume it' : ''}.`,
    {
      guidance: entry
        ? [
            'Sign in with the role, or have its trust policy and your own policy allow sts:AssumeRole; `awswhitelist policy --for roles` prints the statement.',
            ...new Set([...refusals.values()].map((words) => `AWS said: ${words}`)),
          ]
        : ['Name the profile that is meant: its role is then assumed where that is allowed.'],
    },
  );
}

/** That a role does not let itself be assumed leaves the others; whatever else goes wrong goes for all. */
function refusal(note: (words: string) => void): (error: unknown) => null {
  return (error) => {
    const failure = toWhitelistError(error);
    if (failure.code !== 'access_denied') throw failure;
    note(failure.details.aws?.message ?? failure.message);
    return null;
  };
}

/** AWS takes a code once, and the first of several roles may refuse: then a session of one's own comes before them. */
async function withOneCode(
  found: Found,
  entry: ProfileSetting | null,
  opener: SessionOpener,
): Promise<Found> {
  if (!entry || entry.role || entry.mfaSerial === null || entry.requiredRoles.length < 2) return found;
  return opener.withMfa(found, entry.mfaSerial, entry.durationSeconds);
}

/** What has had the device's code already goes on without. */
function wanted(role: Role, entry: ProfileSetting, base: Found): WantedRole {
  const { externalId, durationSeconds, sourceIdentity, mfaSerial } = entry;
  return {
    arn: role.arn,
    externalId,
    durationSeconds,
    sourceIdentity,
    mfaSerial: entry.role || base.mfa ? null : mfaSerial,
  };
}
