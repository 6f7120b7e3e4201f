import { setMaxListeners } from 'node:events';
import { testEc2Permissions } from '#aws/account/permissions.ts';
import { checkIdentity } from '#aws/credentials/check-identity.ts';
import { swappedKeysError, toCredentialsError } from '#aws/credentials/credential-errors.ts';
import { chooseCredentialSource } from '#aws/credentials/credential-source.ts';
import { diagnoseAuthFailure } from '#aws/credentials/diagnose-auth-failure.ts';
import { assumeEntryRole, meetRequirement, requirementFor } from '#aws/credentials/entry-roles.ts';
import { resolveRegion } from '#aws/credentials/region.ts';
import type { CredentialSource } from '#aws/credentials/sdk-sources.ts';
import { readProfileEndpoint } from '#aws/credentials/shared-files.ts';
import { type Clients, createClients } from '#aws/http/clients.ts';
import type { Connections } from '#aws/http/connections.ts';
import type { AwsClock } from '#aws/request/aws-clock.ts';
import { readAwsTime } from '#aws/request/aws-time.ts';
import { callEndedError, raceAbort, type SendOptions } from '#aws/request/send.ts';
import type { RecentChanges } from '#aws/security-groups/recent-changes.ts';
import { createSecurityGroups } from '#aws/security-groups/security-groups.ts';
import { type AwsCredentials, isLongLived, type ResolvedCredentials } from '#aws/sts/credentials.ts';
import { getCallerIdentity, type IdentityCache } from '#aws/sts/identity.ts';
import { createSessionOpener } from '#aws/sts/role-sessions.ts';
import type { AskCode } from '#aws/sts/sts-requests.ts';
import type { SessionCache } from '#aws/sts/session-cache.ts';
import { findTargets } from '#aws/targets/find.ts';
import type { GivenAccess } from '#core/approval/questions.ts';
import { isLikelySecret } from '#core/iam/credentials.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AwsSession } from './session.ts';
import type { AccessRequest, AwsSettings, Purpose } from './settings.ts';

/** What all calls of a process share; of credentials, only the sessions that it opened itself. */
export interface AwsShared {
  readonly clock: AwsClock;
  readonly connections: Connections;
  readonly identities: IdentityCache;
  readonly sessionCache: SessionCache;
  readonly recent: RecentChanges;
  readonly settings: AwsSettings;
  /** This machine's time. */
  readonly now: () => Date;
}

/** What one call brings along beside its arguments. */
export interface CallAccess {
  readonly purpose: Purpose;
  /** What a person gave on the page for this very call. */
  readonly answer: GivenAccess | null;
  readonly askCode: AskCode;
  /** Only whose the credentials themselves are is wanted: no role of an entry is assumed, nothing required is met. */
  readonly plain?: boolean;
}

/**
 * Finds credentials and region for one call, opens the session of a role where one is asked for, and refuses an
 * identity that the config file does not want; sends nothing to EC2.
 *
 * @throws WhitelistError `credentials_required`, `mfa_required`, `region_required`, `invalid_credentials`,
 *   `access_denied`, `invalid_input`
 */
export async function openSession(
  request: AccessRequest,
  shared: AwsShared,
  access: CallAccess,
  options: SendOptions,
): Promise<AwsSession> {
  // Each request listens to the call's end, and of more than ten Node says that they were forgotten.
  setMaxListeners(0, options.signal, options.limit, options.changeDeadline);
  const { settings, connections, identities } = shared;
  const entry = settings.profiles.find((p) => p.name === (request.profile ?? 'default')) ?? null;
  const source = chooseCredentialSource(request, settings, entry, access.answer);
  const endpoint = settings.sandbox?.endpoint ?? (await readProfileEndpoint(source.awsProfile));
  const clientsOf = (credentials: AwsCredentials | null, region: Region): Clients => {
    if (credentials && isLikelySecret(credentials.accessKeyId)) throw swappedKeysError(source);
    return createClients({ credentials, region, endpoint }, connections);
  };
  const region = resolveRegion(request, settings, { entry, source, answer: access.answer });
  const identityOf = async ({ credentials, label }: ResolvedCredentials) => {
    const where = { region: await region, source: label };
    const { sts } = clientsOf(credentials, where.region);
    return getCallerIdentity(sts, { ...where, credentials }, identities, options);
  };
  const opener = createSessionOpener({
    ...shared,
    ...access,
    options,
    region: () => region,
    sessionName: settings.sessionName,
    sts: (credentials, where) => clientsOf(credentials, where).sts(),
    identityOf,
  });
  const find = async () => {
    const requirement = requirementFor(entry, request.profile !== null, settings.profiles);
    const required = requirement.entry ? requirement.roles.map(({ arn }) => arn) : [];
    // Credentials of a call that names no profile are nobody's entry: its role is not theirs to assume.
    const own = entry && (request.credentials === null || request.profile !== null) ? entry : null;
    const next = access.plain ? [] : own?.role ? [own.role.arn] : required;
    const base = await source.resolve({ requestHandler: connections.requestHandler, opener, next });
    if (access.plain) return base;
    const found = own ? await assumeEntryRole(own, base, opener, required) : base;
    const met = await meetRequirement(found, requirement, opener, identityOf);
    if (access.purpose.changes) await checkIdentity(settings.security, met, identityOf);
    return met;
  };
  const found = await resolveCredentialsAndRegion(find(), region, source, options);
  const { ec2, sts } = clientsOf(found.credentials, found.region);
  const where = { region: found.region, source: found.label };
  const caller = { ...where, endpoint, credentials: found.credentials };
  return {
    ...where,
    warnings: source.warnings,
    longLived: isLongLived(found.credentials),
    expires: found.credentials.expiration ?? null,
    renewable: request.credentials === null && access.answer === null,
    mfa: found.mfa,
    groups: createSecurityGroups(ec2, where, options, shared.recent),
    targets: {
      find(name, region = found.region) {
        const { ec2 } = clientsOf(found.credentials, region);
        return findTargets(name, { ...caller, region, connections, options, ec2 });
      },
    },
    identity: () => identityOf(found),
    now: () => readAwsTime(shared.clock, sts, where, options),
    diagnose: (error) => diagnoseAuthFailure(error, () => identityOf(found), found.region),
    permissions: (groupId) => testEc2Permissions(ec2, where, options, groupId),
    async keyAge() {
      if (!isLongLived(found.credentials)) return null;
      const { fetchKeyAge: keyAge } = await import('#aws/account/key-age.ts');
      return keyAge(caller, connections, options);
    },
    async ruleLimit() {
      const { fetchRuleLimit: ruleLimit } = await import('#aws/account/rule-limit.ts');
      return ruleLimit(caller, connections, options);
    },
  };
}

/** Both or neither: what is missing is told in one go, so that one question asks for all of it. */
async function resolveCredentialsAndRegion(
  found: Promise<ResolvedCredentials>,
  region: Promise<Region>,
  source: CredentialSource,
  { signal }: SendOptions,
): Promise<ResolvedCredentials & { readonly region: Region }> {
  const both = Promise.allSettled([found, region]);
  const [credentials, where] = await raceAbort(both, signal).catch((): never => {
    throw callEndedError(signal, `the look-up of credentials (${source.label})`);
  });
  if (credentials.status === 'rejected' && where.status === 'rejected' && credentials.reason === where.reason)
    throw where.reason;
  if (credentials.status === 'rejected')
    throw await toCredentialsError(credentials.reason, source, where.status === 'rejected');
  if (where.status === 'rejected') throw where.reason;
  return { ...credentials.value, region: where.value };
}
