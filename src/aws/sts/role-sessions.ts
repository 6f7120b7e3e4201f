import { WhitelistError } from '#core/errors/errors.ts';
import { buildSessionPolicy, buildShortSessionPolicy } from '#core/iam/iam-policy-session.ts';
import { fingerprint, type ResolvedCredentials, sessionCacheScope, takesMfaCode } from './credentials.ts';
import { checkTakesCode, openMfaSession, withMfaLabel } from './mfa-session.ts';
import { HOUR_SECONDS, type OpenerSettings, toResolvedCredentials } from './opener-settings.ts';
import { getCached, getOrOpen, type OpenedSession } from './session-cache.ts';
import { assumeRole, assumeWithWebIdentity } from './sts-requests.ts';

/** Opens sessions for one call; an open one is reused by calls of the same identity for the same groups. */
export interface SessionOpener {
  assumeRole(base: ResolvedCredentials, role: RoleRequest): Promise<ResolvedCredentials>;
  /** The same if it is open, or another call is opening it; null: neither. Throws what the other call threw. */
  getCachedRole(base: ResolvedCredentials, role: RoleRequest): Promise<ResolvedCredentials | null>;
  /** @param from - Where the token comes from, for people. */
  withWebIdentity(role: RoleRequest, token: string, from: string): Promise<ResolvedCredentials>;
  /** A session of the same identity, opened with a code of its MFA device. */
  withMfa(
    base: ResolvedCredentials,
    serial: string,
    durationSeconds: number | null,
  ): Promise<ResolvedCredentials>;
}

/** A session that a call needs: its key in the cache, and how to open it. */
interface SessionRequest {
  /** For people. */
  readonly label: string;
  readonly key: string;
  readonly open: () => Promise<OpenedSession>;
}

export function createSessionOpener(settings: OpenerSettings): SessionOpener {
  const { purpose, sessionCache, now, identities, sts } = settings;
  const { signal, callDeadline } = settings.options;
  // Other calls may wait for the same session, so cancelling this call must not end it.
  const options = { ...settings.options, signal: callDeadline };

  const toResolved = (label: string, session: OpenedSession) =>
    toResolvedCredentials(identities, label, session);

  async function getOrOpenSession({ label, key, open }: SessionRequest): Promise<ResolvedCredentials> {
    return toResolved(label, await getOrOpen(sessionCache, key, { open, now, signal }));
  }

  /** What limits a role's session to the call that it is opened for. */
  async function scopeFor({ arn, next = [] }: RoleRequest) {
    const region = await settings.region();
    const [, partition = 'aws', , , account = '*'] = arn.split(':');
    const scope = { partition, account, region, groups: purpose.groups, roles: next };
    return { region, Policy: buildSessionPolicy(scope), shortPolicy: buildShortSessionPolicy(scope) };
  }

  async function toSessionRequest(base: ResolvedCredentials, role: RoleRequest): Promise<SessionRequest> {
    const { arn, externalId, mfaSerial, sourceIdentity, sessionName = settings.sessionName } = role;
    // MFA carries from the session that a code opened into the roles that are assumed with it.
    const device = base.mfa ? null : (mfaSerial ?? null);
    if (device !== null) checkTakesCode(base, device);
    const { region, Policy, shortPolicy } = await scopeFor(role);
    const { arn: caller } = await settings.identityOf(base);
    const requestedSeconds = role.durationSeconds ?? HOUR_SECONDS;
    const isChained = device !== null || !takesMfaCode(base.credentials);
    const DurationSeconds = isChained ? Math.min(requestedSeconds, HOUR_SECONDS) : requestedSeconds;
    const scope = device === null ? sessionCacheScope(base) : [fingerprint(base.credentials), device];
    const key = [caller, scope, arn, Policy, externalId, sourceIdentity, sessionName];
    const label = device === null ? base.label : withMfaLabel(base);
    return {
      label: `role ${arn} (by ${label})`,
      key: JSON.stringify(['role', ...key, requestedSeconds]),
      async open() {
        const opener =
          device === null
            ? base
            : await openMfaSession(
                settings,
                base,
                { serial: device, opens: `role ${arn}`, ...role },
                callDeadline,
              );
        const context = { sts: sts(opener.credentials, region), region, source: opener.label, options };
        const input = {
          RoleArn: arn,
          RoleSessionName: sessionName,
          DurationSeconds,
          ...(externalId && { ExternalId: externalId }),
          ...(sourceIdentity && { SourceIdentity: sourceIdentity }),
        };
        const session = await withShorterPolicy([Policy, shortPolicy], (one) =>
          assumeRole(context, { ...input, Policy: one }),
        ).catch((error: unknown) => settings.explainRefusal(error, opener));
        return { ...session, mfa: opener.mfa };
      },
    };
  }

  return {
    assumeRole: async (base, role) => getOrOpenSession(await toSessionRequest(base, role)),

    async getCachedRole(base, role) {
      const { label, key } = await toSessionRequest(base, role);
      const session = await getCached(sessionCache, key, { now, signal });
      return session && toResolved(label, session);
    },

    async withMfa(base, serial, durationSeconds) {
      if (base.mfa) return base;
      checkTakesCode(base, serial);
      return openMfaSession(settings, base, { serial, durationSeconds }, signal);
    },

    async withWebIdentity(role, token, source) {
      const { arn, sessionName = settings.sessionName, durationSeconds } = role;
      const { region, Policy, shortPolicy } = await scopeFor(role);
      const bearer = fingerprint({ accessKeyId: arn, secretAccessKey: token });
      return getOrOpenSession({
        label: `role ${arn} (by ${source})`,
        key: JSON.stringify(['web', bearer, Policy, sessionName, durationSeconds]),
        open: () =>
          withShorterPolicy([Policy, shortPolicy], (one) =>
            assumeWithWebIdentity(
              { sts: sts(null, region), region, source, options },
              {
                RoleArn: arn,
                RoleSessionName: sessionName,
                WebIdentityToken: token,
                Policy: one,
                ...(durationSeconds && { DurationSeconds: durationSeconds }),
              },
            ),
          ),
      });
    },
  };
}

/** A role to assume, as the config file or a profile describes it. */
export interface RoleRequest {
  readonly arn: string;
  readonly externalId?: string | null | undefined;
  readonly mfaSerial?: string | null | undefined;
  /** Default: AWS's, one hour. */
  readonly durationSeconds?: number | null | undefined;
  readonly sourceIdentity?: string | null | undefined;
  /** Default: the program's. */
  readonly sessionName?: string | undefined;
  /** ARNs of the roles that its session may have to assume next. Default: none. */
  readonly next?: readonly string[] | undefined;
}

/** AWS packs a session's policy together with the tags that it inherits: where there is no room, once more with less. */
async function withShorterPolicy(
  [policy, shorter]: readonly [string, string],
  open: (policy: string) => Promise<OpenedSession>,
): Promise<OpenedSession> {
  return open(policy).catch((error: unknown) => {
    const code = error instanceof WhitelistError ? (error.details.aws?.code ?? '') : '';
    if (!code.startsWith('PackedPolicyTooLarge') || shorter.length >= policy.length) throw error;
    return open(shorter);
  });
}
