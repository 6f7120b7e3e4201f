import { setMaxListeners } from 'node:events';
import { fetchPrefixListSizes } from '#aws/account/prefix-lists.ts';
import { testEc2Permissions } from '#aws/account/permissions.ts';
import { checkIdentity } from '#aws/credentials/check-identity.ts';
import { toCredentialsError } from '#aws/credentials/credential-errors.ts';
import { chooseEndpoints } from '#aws/credentials/choose-endpoints.ts';
import { chooseCredentialSource } from '#aws/credentials/credential-source.ts';
import { diagnoseAuthFailure } from '#aws/credentials/diagnose-auth-failure.ts';
import {
  assumeEntryRole,
  meetRequirement,
  requirementFor,
  requireUsableEntry,
  type Requirement,
} from '#aws/credentials/entry-roles.ts';
import { resolveRegion } from '#aws/credentials/region.ts';
import { requireDefinedProfile } from '#aws/credentials/defined-profile.ts';
import { listProfiles } from '#aws/shared-files/profile-kinds.ts';
import { readAwsTime } from '#aws/request/aws-time.ts';
import { createCallTime } from '#aws/request/call-time.ts';
import { callEndedError, raceAbort, type SendOptions } from '#aws/request/send.ts';
import { readProfileChain } from '#aws/shared-files/profile-chain.ts';
import { describeProblems, readSharedFiles } from '#aws/shared-files/shared-files.ts';
import { createSecurityGroups } from '#aws/security-groups/security-groups.ts';
import { isLongLived, type ResolvedCredentials } from '#aws/sts/credentials.ts';
import { createSessionOpener, type SessionOpener } from '#aws/sts/role-sessions.ts';
import { findTargets } from '#aws/targets/find.ts';
import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AwsSession } from './session.ts';
import type { AccessRequest } from './settings.ts';
import { type AwsShared, bindClients, type CallAccess, type SessionContext } from './session-context.ts';

export type { AwsShared, CallAccess } from './session-context.ts';

/**
 * Finds credentials and region for one call, opens the session of a role where one is needed, and refuses an identity
 * that the config file does not allow; sends nothing to EC2.
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
  // Every request of the call listens to these signals, and Node would warn of a leak at the eleventh.
  setMaxListeners(0, options.signal, options.callDeadline, options.changeDeadline);
  const { settings } = shared;
  const entry = settings.profiles.find(({ name }) => name === (request.profile ?? 'default')) ?? null;
  requireUsableEntry(entry, settings.profiles);
  const source = chooseCredentialSource(request, settings, entry, access.answer);
  const files = await readSharedFiles();
  if (settings.sandbox && !entry && !request.credentials && !access.answer)
    requireDefinedProfile(request.profile, settings.profiles, listProfiles(files));
  const choice = { entry, source, files, answer: access.answer };
  const endpoints = chooseEndpoints(request, settings, choice);
  const connections = shared.connections.withAuthorities(endpoints.caBundle);
  const region = resolveRegion(request, settings, choice);
  const base = { request, shared, access, options, entry, source, files, endpoints, connections, region };
  const context = { ...base, ...bindClients(base) };
  const found = await waitForBoth(resolveCredentials(context), context);
  return bindServices(context, found);
}

/** The source's credentials, or those of the session that the config file asks for, if their identity may be used. */
async function resolveCredentials(context: SessionContext): Promise<ResolvedCredentials> {
  const { source, access, identityOf, files, endpoints, connections } = context;
  const { settings } = context.shared;
  const opener = bindOpener(context);
  const roles = findRoles(context);
  const next = access.plain ? [] : roles.next;
  const base = await source.resolve({ connections, endpoints, files, opener, next });
  if (access.plain) return base;
  const found = await openRole(base, roles, opener, identityOf);
  if (access.purpose.changes) await checkIdentity(settings.security, found, identityOf);
  return found;
}

const bindOpener = ({
  shared,
  access,
  options,
  region,
  clientsFor,
  identityOf,
  explainRefusal,
}: SessionContext): SessionOpener =>
  createSessionOpener({
    region: () => region,
    purpose: access.purpose,
    sessionName: shared.settings.sessionName,
    askCode: access.askCode,
    identities: shared.identities,
    sessionCache: shared.sessionCache,
    devices: shared.devices,
    now: shared.now,
    options,
    sts: (credentials, where) => clientsFor(credentials, where).sts(),
    identityOf,
    explainRefusal,
  });

interface NeededRoles {
  /** The entry whose role the call may assume. */
  readonly ownEntry: CredentialProfile | null;
  readonly requirement: Requirement;
  /** ARNs of the roles one of which is assumed to meet the requirement. */
  readonly required: readonly string[];
  /** ARNs of the roles that are assumed with the source's credentials. */
  readonly next: readonly string[];
}

function findRoles({ request, access, entry, shared: { settings } }: SessionContext): NeededRoles {
  const isHandedOver = request.credentials !== null || access.answer?.kind === 'keys';
  const facts = { entry, isNamed: request.profile !== null, isHandedOver };
  const requirement = requirementFor(facts, settings.profiles);
  const required = requirement.entry ? requirement.roles.map(({ arn }) => arn) : [];
  // Credentials in a call that names no profile do not belong to the default entry, so they do not assume its role.
  const ownEntry = entry && (request.credentials === null || request.profile !== null) ? entry : null;
  return { ownEntry, requirement, required, next: ownEntry?.role ? [ownEntry.role.arn] : required };
}

/** Opens the sessions that lead from the source's credentials to the entry's role, and to a required one. */
async function openRole(
  base: ResolvedCredentials,
  { ownEntry, requirement, required }: NeededRoles,
  opener: SessionOpener,
  identityOf: SessionContext['identityOf'],
): Promise<ResolvedCredentials> {
  const found = ownEntry ? await assumeEntryRole(ownEntry, base, opener, required) : base;
  return meetRequirement(found, requirement, opener, identityOf);
}

type CredentialsInRegion = ResolvedCredentials & { readonly region: Region };

/** Credentials and region. Where both are missing, one error says so, so that one question asks for both. */
async function waitForBoth(
  found: Promise<ResolvedCredentials>,
  { region, source, files, options: { signal } }: SessionContext,
): Promise<CredentialsInRegion> {
  const both = Promise.allSettled([found, region]);
  const [credentials, where] = await raceAbort(both, signal).catch((): never => {
    throw callEndedError(signal, `the look-up of credentials (${source.label})`);
  });
  if (credentials.status === 'rejected' && where.status === 'rejected' && credentials.reason === where.reason)
    throw where.reason;
  if (credentials.status === 'rejected')
    throw toCredentialsError(credentials.reason, {
      source,
      files,
      regionNeeded: where.status === 'rejected',
    });
  if (where.status === 'rejected') throw where.reason;
  return { ...credentials.value, region: where.value };
}

/** What is wrong with the files that the credentials of the call come from. */
function describeFileProblems({ source, files, request, access, shared }: SessionContext): string[] {
  const isFromElsewhere = request.credentials !== null || access.answer?.kind === 'keys';
  if (isFromElsewhere || shared.settings.sandbox) return [];
  const chain = readProfileChain(source.awsProfile ?? 'default', files);
  return describeProblems(
    files,
    chain.map(({ name }) => name),
  );
}

/** AWS's services as the call uses them, with its credentials and in its region. */
function bindServices(context: SessionContext, found: CredentialsInRegion): AwsSession {
  const { request, access, source, endpoints, connections, options, clientsFor, identityOf } = context;
  const { clock, recent } = context.shared;
  const { ec2, sts } = clientsFor(found.credentials, found.region);
  const where = { region: found.region, source: found.label };
  const clientSettings = { ...where, endpoints, credentials: found.credentials };
  const warnings = [...source.warnings, ...describeFileProblems(context)];
  const { awsTime, moment } = createCallTime({
    readAwsTime: () => readAwsTime(clock, sts, where, options),
    readKnownTime: () => clock.read(),
    readMachineTime: context.shared.now,
    signal: options.signal,
    warn: (warning) => warnings.push(warning),
  });
  return {
    ...where,
    warnings,
    longLived: isLongLived(found.credentials),
    expires: found.credentials.expiration ?? null,
    renewable: request.credentials === null && access.answer === null,
    mfa: found.mfa,
    groups: createSecurityGroups(ec2, where, options, recent),
    targets: {
      find(name, region = found.region) {
        const { ec2 } = clientsFor(found.credentials, region);
        return findTargets(name, { ...clientSettings, region, connections, options, ec2 });
      },
    },
    identity: () => identityOf(found),
    awsTime,
    moment,
    now: async () => (await moment()).date,
    diagnose: (error) => diagnoseAuthFailure(error, () => identityOf(found), found.region),
    permissions: (groupId) => testEc2Permissions(ec2, where, options, groupId),
    async keyAge() {
      if (!isLongLived(found.credentials)) return null;
      const { fetchKeyAge } = await import('#aws/account/key-age.ts');
      return fetchKeyAge(clientSettings, connections, options);
    },
    prefixListSizes: (ids) => fetchPrefixListSizes(ec2, where, options, ids),
    async ruleLimit() {
      const { fetchRuleLimit } = await import('#aws/account/rule-limit.ts');
      return fetchRuleLimit(clientSettings, connections, options);
    },
  };
}
