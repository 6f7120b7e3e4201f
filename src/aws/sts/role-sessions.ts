import type { STSClient } from '@aws-sdk/client-sts';
import type { SendOptions } from '#aws/request/send.ts';
import type { Purpose } from '#aws/settings.ts';
import { buildSessionPolicy } from '#core/iam/iam-policy-session.ts';
import type { Region } from '#core/identifiers/regions.ts';
import {
  type AwsCredentials,
  fingerprint,
  isLongLived,
  type ResolvedCredentials,
  sessionCacheScope,
} from './credentials.ts';
import { type Identity, type IdentityCache, rememberIdentity } from './identity.ts';
import { getCached, getOrOpen, type OpenedSession, type SessionCache } from './session-cache.ts';
import {
  type AskCode,
  assumeRole,
  assumeWithWebIdentity,
  getSessionToken,
  requestMfaCode,
} from './sts-requests.ts';

export interface OpenerSettings {
  readonly region: () => Promise<Region>;
  readonly purpose: Purpose;
  readonly sessionName: string;
  readonly askCode: AskCode;
  readonly identities: IdentityCache;
  readonly sessionCache: SessionCache;
  readonly now: () => Date;
  readonly options: SendOptions;
  /** Null: requests that need no signature. */
  readonly sts: (credentials: AwsCredentials | null, region: Region) => STSClient;
  readonly identityOf: (found: ResolvedCredentials) => Promise<Identity>;
}

/** Opens sessions for one call; an open one is used again by the calls of the same identity for the same groups. */
export interface SessionOpener {
  assumeRole(base: ResolvedCredentials, role: RoleRequest): Promise<ResolvedCredentials>;
  /** The same where it is open, or another call is opening it; null: neither. Throws what the other call met. */
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

/** A session as a call wants it: by what it is found again, and how it is opened. */
interface SessionRequest {
  /** For people. */
  readonly label: string;
  readonly key: string;
  readonly open: () => Promise<OpenedSession>;
}

/** AWS's own length, and its limit for a role that is assumed with temporary credentials: seconds. */
const HOUR_SECONDS = 3_600;

export function createSessionOpener(settings: OpenerSettings): SessionOpener {
  const { purpose, sessionCache, now, identities, sts, askCode } = settings;
  const { signal, limit } = settings.options;
  // Others may wait for the same session, so it does not end with this call's cancellation.
  const options = { ...settings.options, signal: limit };

  function toResolvedCredentials(
    label: string,
    { credentials, identity, mfa }: OpenedSession,
  ): ResolvedCredentials {
    rememberIdentity(identities, credentials, Promise.resolve(identity));
    return { credentials, label, mfa };
  }

  async function getOrOpenSession({ label, key, open }: SessionRequest): Promise<ResolvedCredentials> {
    return toResolvedCredentials(label, await getOrOpen(sessionCache, key, { open, now, signal }));
  }

  /** What limits a role's session to the call that it is opened for. */
  async function scopeFor({ arn, next = [] }: RoleRequest) {
    const region = await settings.region();
    const [, partition = 'aws', , , account = '*'] = arn.split(':');
    const Policy = buildSessionPolicy({ partition, account, region, groups: purpose.groups, roles: next });
    return { region, Policy };
  }

  async function toSessionRequest(base: ResolvedCredentials, role: RoleRequest): Promise<SessionRequest> {
    const { arn, externalId, mfaSerial, sourceIdentity, sessionName = settings.sessionName } = role;
    const { region, Policy } = await scopeFor(role);
    const { arn: caller } = await settings.identityOf(base);
    const asked = role.durationSeconds ?? HOUR_SECONDS;
    const DurationSeconds = isLongLived(base.credentials) ? asked : Math.min(asked, HOUR_SECONDS);
    const key = [
      caller,
      sessionCacheScope(base),
      arn,
      Policy,
      externalId,
      mfaSerial,
      sourceIdentity,
      sessionName,
    ];
    return {
      label: `role ${arn} (by ${base.label})`,
      key: JSON.stringify(['role', ...key, asked]),
      async open() {
        const code = await requestMfaCode(mfaSerial, `role ${arn}`, askCode);
        const session = await assumeRole(
          { sts: sts(base.credentials, region), region, source: base.label, options },
          {
            RoleArn: arn,
            RoleSessionName: sessionName,
            Policy,
            DurationSeconds,
            ...(externalId && { ExternalId: externalId }),
            ...(sourceIdentity && { SourceIdentity: sourceIdentity }),
            ...code,
          },
        );
        return { ...session, mfa: session.mfa || base.mfa };
      },
    };
  }

  return {
    assumeRole: async (base, role) => getOrOpenSession(await toSessionRequest(base, role)),

    async getCachedRole(base, role) {
      const { label, key } = await toSessionRequest(base, role);
      const session = await getCached(sessionCache, key, { now, signal });
      return session && toResolvedCredentials(label, session);
    },

    async withWebIdentity(role, token, source) {
      const { arn, sessionName = settings.sessionName, durationSeconds } = role;
      const { region, Policy } = await scopeFor(role);
      const bearer = fingerprint({ accessKeyId: arn, secretAccessKey: token });
      return getOrOpenSession({
        label: `role ${arn} (by ${source})`,
        key: JSON.stringify(['web', bearer, Policy, sessionName, durationSeconds]),
        open: () =>
          assumeWithWebIdentity(
            { sts: sts(null, region), region, source, options },
            {
              RoleArn: arn,
              RoleSessionName: sessionName,
              WebIdentityToken: token,
              Policy,
              ...(durationSeconds && { DurationSeconds: durationSeconds }),
            },
          ),
      });
    },

    async withMfa(base, serial, durationSeconds) {
      const region = await settings.region();
      const identity = await settings.identityOf(base);
      return getOrOpenSession({
        label: `${base.label}, with MFA`,
        key: JSON.stringify(['mfa', identity.arn, sessionCacheScope(base), serial, durationSeconds]),
        async open() {
          const code = await requestMfaCode(serial, `a session of ${identity.arn}`, askCode);
          return getSessionToken(
            { sts: sts(base.credentials, region), region, source: base.label, options },
            { DurationSeconds: durationSeconds ?? HOUR_SECONDS, ...code },
            identity,
          );
        },
      });
    },
  };
}

/** A role as somebody's settings ask for it. */
export interface RoleRequest {
  readonly arn: string;
  readonly externalId?: string | null | undefined;
  readonly mfaSerial?: string | null | undefined;
  /** Seconds. Default: AWS's, one hour. */
  readonly durationSeconds?: number | null | undefined;
  readonly sourceIdentity?: string | null | undefined;
  /** Default: the program's. */
  readonly sessionName?: string | undefined;
  /** ARNs of the roles that its session may have to assume in turn. Default: none. */
  readonly next?: readonly string[] | undefined;
}
