import type { STSClient } from '@aws-sdk/client-sts';
import { sessionPolicy } from '../core/iam-policy-session.ts';
import type { Region } from '../core/regions.ts';
import { fingerprint, isLongLived, standingOf, type AwsCredentials, type Found } from './credentials.ts';
import { rememberIdentity, type Identity, type IdentityCache } from './identity.ts';
import { codeOf, type AskCode } from './mfa-code.ts';
import { openedAlready, openedOnce, type OpenedSession, type OpenedSessions } from './opened-sessions.ts';
import type { SendOptions } from './send.ts';
import type { Purpose } from './settings.ts';
import { assumeRole, assumeWithWebIdentity, sessionToken } from './sts-sessions.ts';
import type { WantedRole } from './wanted-role.ts';

export interface OpenerSettings {
  readonly region: () => Promise<Region>;
  readonly purpose: Purpose;
  readonly sessionName: string;
  readonly askCode: AskCode;
  readonly identities: IdentityCache;
  readonly opened: OpenedSessions;
  readonly now: () => Date;
  readonly options: SendOptions;
  /** Null: requests that need no signature. */
  readonly sts: (credentials: AwsCredentials | null, region: Region) => STSClient;
  readonly identityOf: (found: Found) => Promise<Identity>;
}

/** Opens sessions for one call; an open one is used again by the calls of the same identity for the same groups. */
export interface SessionOpener {
  assumeRole(base: Found, role: WantedRole): Promise<Found>;
  /** The same where it is open, or another call is opening it; null: neither. Throws what the other call met. */
  openRole(base: Found, role: WantedRole): Promise<Found | null>;
  /** @param from - Where the token comes from, for people. */
  withWebIdentity(role: WantedRole, token: string, from: string): Promise<Found>;
  /** A session of the same identity, opened with a code of its MFA device. */
  withMfa(base: Found, serial: string, durationSeconds: number | null): Promise<Found>;
}

/** A session as a call wants it: by what it is found again, and how it is opened. */
interface Sought {
  /** For people. */
  readonly label: string;
  readonly key: string;
  readonly open: () => Promise<OpenedSession>;
}

/** AWS's own length, and its limit for a role that is assumed with temporary credentials: seconds. */
const HOUR = 3_600;

export function sessionOpener(settings: OpenerSettings): SessionOpener {
  const { purpose, opened, now, identities, sts, askCode } = settings;
  const { signal, limit } = settings.options;
  // Others may wait for the same session, so it does not end with this call's cancellation.
  const options = { ...settings.options, signal: limit };

  function foundOf(label: string, { credentials, identity, mfa }: OpenedSession): Found {
    rememberIdentity(identities, credentials, Promise.resolve(identity));
    return { credentials, label, mfa };
  }

  async function once({ label, key, open }: Sought): Promise<Found> {
    return foundOf(label, await openedOnce(opened, key, { open, now, signal }));
  }

  /** What limits a role's session to the call that it is opened for. */
  async function scopeFor({ arn, next = [] }: WantedRole) {
    const region = await settings.region();
    const [, partition = 'aws', , , account = '*'] = arn.split(':');
    const Policy = sessionPolicy({ partition, account, region, groups: purpose.groups, roles: next });
    return { region, Policy };
  }

  async function roleOf(base: Found, role: WantedRole): Promise<Sought> {
    const { arn, externalId, mfaSerial, sourceIdentity, sessionName = settings.sessionName } = role;
    const { region, Policy } = await scopeFor(role);
    const { arn: caller } = await settings.identityOf(base);
    const asked = role.durationSeconds ?? HOUR;
    const DurationSeconds = isLongLived(base.credentials) ? asked : Math.min(asked, HOUR);
    const key = [caller, standingOf(base), arn, Policy, externalId, mfaSerial, sourceIdentity, sessionName];
    return {
      label: `role ${arn} (by ${base.label})`,
      key: JSON.stringify(['role', ...key, asked]),
      async open() {
        const code = await codeOf(mfaSerial, `role ${arn}`, askCode);
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
    assumeRole: async (base, role) => once(await roleOf(base, role)),

    async openRole(base, role) {
      const { label, key } = await roleOf(base, role);
      const session = await openedAlready(opened, key, { now, signal });
      return session && foundOf(label, session);
    },

    async withWebIdentity(role, token, source) {
      const { arn, sessionName = settings.sessionName, durationSeconds } = role;
      const { region, Policy } = await scopeFor(role);
      const bearer = fingerprint({ accessKeyId: arn, secretAccessKey: token });
      return once({
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
      return once({
        label: `${base.label}, with MFA`,
        key: JSON.stringify(['mfa', identity.arn, standingOf(base), serial, durationSeconds]),
        async open() {
          const code = await codeOf(serial, `a session of ${identity.arn}`, askCode);
          return sessionToken(
            { sts: sts(base.credentials, region), region, source: base.label, options },
            { DurationSeconds: durationSeconds ?? HOUR, ...code },
            identity,
          );
        },
      });
    },
  };
}
