import type { ProfileSetting } from '#aws/settings.ts';
import type { ResolvedCredentials } from '#aws/sts/credentials.ts';
import type { Identity } from '#aws/sts/identity.ts';
import type { RoleRequest, SessionOpener } from '#aws/sts/role-sessions.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { redactSecretLike } from '#core/errors/invalid-input.ts';
import { isSessionOfRole, type Role } from '#core/iam/role.ts';

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
  const toRequirement = (one: ProfileSetting) => ({
    roles: one.requiredRoles,
    entry: one,
    from: `credential_profiles "${redactSecretLike(one.name)}"`,
  });
  if (entry && (isNamed || entry.requiredRoles.length > 0)) return toRequirement(entry);
  const restricting = profiles.filter(({ requiredRoles }) => requiredRoles.length > 0);
  const [only, ...others] = restricting;
  if (only && others.length === 0) return toRequirement(only);
  const names = restricting.map(({ name }) => `"${redactSecretLike(name)}"`).join(', ');
  return {
    roles: restricting.flatMap(({ requiredRoles }) => requiredRoles),
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
  found: ResolvedCredentials,
  { roles, entry, from }: Requirement,
  opener: SessionOpener,
  identityOf: (found: ResolvedCredentials) => Promise<Identity>,
): Promise<ResolvedCredentials> {
  if (roles.length === 0) return found;
  const { arn } = await identityOf(found);
  if (roles.some((role) => isSessionOfRole(arn, role))) return found;
  const base = await openMfaSession(found, entry, opener);
  const candidates = entry ? roles.map((role) => toRoleRequest(role, entry, base)) : [];
  const refusals = new Map<RoleRequest, string>();
  // Open ones first: a role before them that refuses would be asked again for each call.
  for (const method of ['getCachedRole', 'assumeRole'] as const) {
    for (const role of candidates) {
      const session = refusals.has(role)
        ? null
        : await opener[method](base, role).catch(collectRefusal((r) => refusals.set(role, r)));
      if (session) return session;
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
function collectRefusal(onRefused: (words: string) => void): (error: unknown) => null {
  return (error) => {
    const failure = toWhitelistError(error);
    if (failure.code !== 'access_denied') throw failure;
    onRefused(failure.details.aws?.message ?? failure.message);
    return null;
  };
}

/** AWS takes a code once, and the first of several roles may refuse: then a session of one's own comes before them. */
async function openMfaSession(
  found: ResolvedCredentials,
  entry: ProfileSetting | null,
  opener: SessionOpener,
): Promise<ResolvedCredentials> {
  if (!entry || entry.role || entry.mfaSerial === null || entry.requiredRoles.length < 2) return found;
  return opener.withMfa(found, entry.mfaSerial, entry.durationSeconds);
}

/** What has had the device's code already goes on without. */
function toRoleRequest(role: Role, entry: ProfileSetting, base: ResolvedCredentials): RoleRequest {
  const { externalId, durationSeconds, sourceIdentity, mfaSerial } = entry;
  return {
    arn: role.arn,
    externalId,
    durationSeconds,
    sourceIdentity,
    mfaSerial: entry.role || base.mfa ? null : mfaSerial,
  };
}

/**
 * What an entry of the config file makes of the credentials it begins with: its role's session, or one with MFA.
 *
 * @param next - ARNs of the roles that may have to be assumed with that.
 */
export function assumeEntryRole(
  entry: ProfileSetting,
  base: ResolvedCredentials,
  opener: SessionOpener,
  next: readonly string[],
): Promise<ResolvedCredentials> {
  const { role, mfaSerial, durationSeconds } = entry;
  if (role) return opener.assumeRole(base, { ...entry, arn: role.arn, next });
  // The code of a device is good for one session: where a required role is assumed with it, it is that one.
  if (mfaSerial === null || entry.requiredRoles.length > 0) return Promise.resolve(base);
  return opener.withMfa(base, mfaSerial, durationSeconds);
}
