import { setMaxListeners } from 'node:events';
import type { GivenAccess } from '../core/asking.ts';
import { isNoId } from '../core/credentials.ts';
import type { Region } from '../core/regions.ts';
import type { AwsClock } from './aws-clock.ts';
import type { AwsSession } from './aws-session.ts';
import { awsTime } from './aws-time.ts';
import { createClients, type Clients } from './clients.ts';
import type { Connections } from './connections.ts';
import { bothFound } from './both-found.ts';
import { noId } from './credential-errors.ts';
import { credentialSource } from './credential-source.ts';
import { isLongLived, type AwsCredentials, type Found } from './credentials.ts';
import { entryRole } from './entry-role.ts';
import { checkIdentity } from './guards.ts';
import { callerIdentity, type IdentityCache } from './identity.ts';
import type { AskCode } from './mfa-code.ts';
import type { OpenedSessions } from './opened-sessions.ts';
import { ec2Permissions } from './permissions.ts';
import type { RecentChanges } from './recent-changes.ts';
import { resolveRegion } from './region.ts';
import { meetRequirement, requirementFor } from './required-roles.ts';
import { secondOpinion } from './second-opinion.ts';
import { securityGroups } from './security-groups.ts';
import type { SendOptions } from './send.ts';
import { sessionOpener } from './session-opener.ts';
import type { AccessRequest, AwsSettings, Purpose } from './settings.ts';
import { profileEndpoint } from './shared-files.ts';
import { findTargets } from './targets/find.ts';

/** What all calls of a process share; of credentials, only the sessions that it opened itself. */
export interface AwsShared {
  readonly clock: AwsClock;
  readonly connections: Connections;
  readonly identities: IdentityCache;
  readonly opened: OpenedSessions;
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
  setMaxListeners(0, options.signal, options.limit, options.turn);
  const { settings, connections, identities } = shared;
  const entry = settings.profiles.find((p) => p.name === (request.profile ?? 'default')) ?? null;
  const source = credentialSource(request, settings, entry, access.answer);
  const endpoint = settings.sandbox?.endpoint ?? (await profileEndpoint(source.awsProfile));
  const clientsOf = (credentials: AwsCredentials | null, region: Region): Clients => {
    if (credentials && isNoId(credentials.accessKeyId)) throw noId(source);
    return createClients({ credentials, region, endpoint }, connections);
  };
  const region = resolveRegion(request, settings, { entry, source, answer: access.answer });
  const identityOf = async ({ credentials, label }: Found) => {
    const where = { region: await region, source: label };
    const { sts } = clientsOf(credentials, where.region);
    return callerIdentity(sts, { ...where, credentials }, identities, options);
  };
  const opener = sessionOpener({
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
    const found = own ? await entryRole(own, base, opener, required) : base;
    const met = await meetRequirement(found, requirement, opener, identityOf);
    if (access.purpose.changes) await checkIdentity(settings.security, met, identityOf);
    return met;
  };
  const found = await bothFound(find(), region, source, options);
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
    groups: securityGroups(ec2, where, options, shared.recent),
    targets: {
      find(name, region = found.region) {
        const { ec2 } = clientsOf(found.credentials, region);
        return findTargets(name, { ...caller, region, connections, options, ec2 });
      },
    },
    identity: () => identityOf(found),
    now: () => awsTime(shared.clock, sts, where, options),
    explained: (error) => secondOpinion(error, () => identityOf(found), found.region),
    permissions: (groupId) => ec2Permissions(ec2, where, options, groupId),
    async keyAge() {
      if (!isLongLived(found.credentials)) return null;
      const { keyAge } = await import('./key-age.ts');
      return keyAge(caller, connections, options);
    },
    async ruleLimit() {
      const { ruleLimit } = await import('./rule-limit.ts');
      return ruleLimit(caller, connections, options);
    },
  };
}
