import { toWhitelistError, WhitelistError } from '../core/errors.ts';
import { sessionOfRole, type Role } from '../core/role.ts';
import type { Found } from './credentials.ts';
import type { Identity } from './identity.ts';
import type { SessionOpener, WantedRole } from './session-opener.ts';
import type { ProfileSetting } from './settings.ts';

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
    from: `credential_profiles "${one.name}"`,
  });
  if (entry && (isNamed || entry.requiredRoles.length > 0)) return ofEntry(entry);
  const setting = profiles.filter(({ requiredRoles }) => requiredRoles.length > 0);
  const [only, ...others] = setting;
  if (only && others.length === 0) return ofEntry(only);
  const names = setting.map(({ name }) => `"${name}"`).join(', ');
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
  const refusals: string[] = [];
  for (const role of entry ? roles : []) {
    try {
      return await opener.assumeRole(found, wanted(role, entry));
    } catch (error) {
      const failure = toWhitelistError(error);
      if (failure.code !== 'access_denied') throw failure;
      refusals.push(failure.details.aws?.message ?? failure.message);
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
            ...new Set(refusals.map((refusal) => `AWS said: ${refusal}`)),
          ]
        : ['Name the profile that is meant: its role is then assumed where that is allowed.'],
    },
  );
}

/** A role that the entry itself assumes has had the device's code already. */
function wanted(role: Role, entry: ProfileSetting | null): WantedRole {
  const { externalId, durationSeconds, sourceIdentity, mfaSerial } = entry ?? {};
  return {
    arn: role.arn,
    externalId,
    durationSeconds,
    sourceIdentity,
    mfaSerial: entry?.role ? null : mfaSerial,
  };
}
