import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import type { ResolvedCredentials } from '#aws/sts/credentials.ts';
import type { Identity } from '#aws/sts/identity.ts';
import type { RoleRequest, SessionOpener } from '#aws/sts/role-sessions.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import { quoteMasked } from '#core/text/redact.ts';
import { isSessionOfRole, type Role } from '#core/iam/role.ts';

/** Which identity the config file requires of a call. */
export interface Requirement {
  /** A session of one of these; empty: nothing is required. */
  readonly roles: readonly Role[];
  /** The entry by whose settings one may be assumed; null where several could be meant. */
  readonly entry: CredentialProfile | null;
  /** For people. */
  readonly from: string;
}

/** What of a call decides which list of the file it has to satisfy. */
interface RequirementFacts {
  /** The entry in force: the one that the call names, else `default`. */
  readonly entry: CredentialProfile | null;
  /** The call names a profile. */
  readonly isNamed: boolean;
  /** Its keys came with the call: a name beside them says nothing of whose they are. */
  readonly isHandedOver: boolean;
}

/**
 * A call that names no profile, or one that the config file does not know, must satisfy some list of the file: it cannot
 * be avoided by leaving the name out. Keys that come with a call satisfy the list of the entry that is named, else that
 * of `default`: no name lifts what is required of them.
 *
 * @throws WhitelistError `config_error` where an entry that decides it cannot be understood
 */
export function requirementFor(
  { entry, isNamed, isHandedOver }: RequirementFacts,
  profiles: readonly CredentialProfile[],
): Requirement {
  const toRequirement = (one: CredentialProfile) => ({
    roles: one.requiredRoles,
    entry: one,
    from: `credential_profiles ${quoteMasked(one.name)}`,
  });
  if (entry && (entry.requiredRoles.length > 0 || (isNamed && !isHandedOver))) return toRequirement(entry);
  const usual = profiles.find(({ name }) => name === 'default');
  if (isHandedOver && usual?.problem) throw usual.problem.error;
  if (isHandedOver && usual && usual.requiredRoles.length > 0) return toRequirement(usual);
  const unclear = profiles.find(({ problem }) => problem?.mayRequireRoles);
  if (unclear?.problem) throw unclear.problem.error;
  const restricting = profiles.filter(({ requiredRoles }) => requiredRoles.length > 0);
  const [only, ...others] = restricting;
  if (only && others.length === 0) return toRequirement(only);
  const names = restricting.map(({ name }) => quoteMasked(name)).join(', ');
  return {
    roles: restricting.flatMap(({ requiredRoles }) => requiredRoles),
    entry: null,
    from: `credential_profiles ${names}`,
  };
}

/**
 * The same credentials where they are a session of a required role, else a session of the first of the roles that may
 * be assumed with them.
 *
 * @throws WhitelistError `access_denied` where none may
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
  const candidates = entry ? roles.map((role) => toRoleRequest(role, entry)) : [];
  const refusals = new Map<RoleRequest, string>();
  // Open ones first: a role before them that refuses would be tried again at each call.
  for (const method of ['getCachedRole', 'assumeRole'] as const) {
    for (const role of candidates) {
      const session = refusals.has(role)
        ? null
        : await opener[method](found, role).catch(collectRefusal((r) => refusals.set(role, r)));
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
            ...new Set([...refusals.values()].map((message) => `AWS said: ${message}`)),
          ]
        : ['Name the profile that is meant: its role is then assumed where that is allowed.'],
    },
  );
}

/** A role that may not be assumed leaves the others to try; any other failure ends the search. */
function collectRefusal(onRefused: (message: string) => void): (error: unknown) => null {
  return (error) => {
    const failure = toWhitelistError(error);
    if (failure.code !== 'access_denied') throw failure;
    onRefused(failure.details.aws?.message ?? failure.message);
    return null;
  };
}

/** The session of an entry's own role was opened with the device already, and takes no code. */
function toRoleRequest(role: Role, entry: CredentialProfile): RoleRequest {
  const { externalId, durationSeconds, sourceIdentity, mfaSerial } = entry;
  return {
    arn: role.arn,
    externalId,
    durationSeconds,
    sourceIdentity,
    mfaSerial: entry.role ? null : mfaSerial,
  };
}

/**
 * Opens the session that an entry of the config file asks for: of its role, or with MFA; else the base itself.
 *
 * @param next - ARNs of the roles that may have to be assumed with that.
 */
export function assumeEntryRole(
  entry: CredentialProfile,
  base: ResolvedCredentials,
  opener: SessionOpener,
  next: readonly string[],
): Promise<ResolvedCredentials> {
  const { role, mfaSerial, durationSeconds } = entry;
  if (role) return opener.assumeRole(base, { ...entry, arn: role.arn, next });
  // Where roles are required, the device is for theirs; a session of one that is there already needs none.
  if (mfaSerial === null || entry.requiredRoles.length > 0) return Promise.resolve(base);
  return opener.withMfa(base, mfaSerial, durationSeconds);
}

/**
 * Refuses an entry that cannot be understood, and one that begins with such: other credentials are never used in its
 * place.
 *
 * @throws WhitelistError `config_error`
 */
export function requireUsableEntry(
  entry: CredentialProfile | null,
  profiles: readonly CredentialProfile[],
): void {
  let next = entry ?? undefined;
  // A file whose entries go round is refused when it is read.
  while (next) {
    if (next.problem) throw next.problem.error;
    const source: string | null = next.sourceProfile;
    next = profiles.find(({ name }) => name === source);
  }
}
