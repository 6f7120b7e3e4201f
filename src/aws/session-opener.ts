import type { STSClient } from '@aws-sdk/client-sts';
import { WhitelistError } from '../core/errors.ts';
import { sessionPolicy } from '../core/iam-policy.ts';
import type { Region } from '../core/regions.ts';
import { fingerprint, isLongLived, type AwsCredentials, type Found } from './credentials.ts';
import { rememberIdentity, type Identity, type IdentityCache } from './identity.ts';
import { openedOnce, type OpenedSession, type OpenedSessions } from './opened-sessions.ts';
import type { SendOptions } from './send.ts';
import type { Purpose } from './settings.ts';
import { assumeRole, assumeWithWebIdentity, sessionToken } from './sts-sessions.ts';

/** A role as somebody's settings ask for it. */
export interface WantedRole {
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

/** Gives the current code of an MFA device. Null: nobody can be asked during this call. */
export type AskCode = ((serial: string, opens: string) => Promise<string>) | null;

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
  /** @param from - Where the token comes from, for people. */
  withWebIdentity(role: WantedRole, token: string, from: string): Promise<Found>;
  /** A session of the same identity, opened with a code of its MFA device. */
  withMfa(base: Found, serial: string, durationSeconds: number | null): Promise<Found>;
}

/** AWS's own length, and its limit for a role that is assumed with temporary credentials: seconds. */
const HOUR = 3_600;

export function sessionOpener(settings: OpenerSettings): SessionOpener {
  const { purpose, opened, now, identities, sts, askCode } = settings;
  const { signal, limit } = settings.options;
  // Others may wait for the same session, so it does not end with this call's cancellation.
  const options = { ...settings.options, signal: limit };

  async function once(
    label: string,
    key: readonly unknown[],
    open: () => Promise<OpenedSession>,
  ): Promise<Found> {
    const session = await openedOnce(opened, JSON.stringify(key), { open, now, signal });
    rememberIdentity(identities, session.credentials, Promise.resolve(session.identity));
    return { credentials: session.credentials, label, mfa: session.mfa };
  }

  /** What limits a role's session to the call that it is opened for. */
  async function scopeFor({ arn, next = [] }: WantedRole) {
    const region = await settings.region();
    const [, partition = 'aws', , , account = '*'] = arn.split(':');
    const Policy = sessionPolicy({ partition, account, region, groups: purpose.groups, roles: next });
    return { region, Policy };
  }

  async function codeFor(serial: string | null | undefined, opens: string) {
    if (serial === null || serial === undefined) return {};
    if (askCode === null) throw codeWanted(serial, opens);
    return { SerialNumber: serial, TokenCode: await askCode(serial, opens) };
  }

  return {
    async assumeRole(base, role) {
      const { arn, externalId, mfaSerial, sourceIdentity, sessionName = settings.sessionName } = role;
      const { region, Policy } = await scopeFor(role);
      const { arn: caller } = await settings.identityOf(base);
      const asked = role.durationSeconds ?? HOUR;
      const DurationSeconds = isLongLived(base.credentials) ? asked : Math.min(asked, HOUR);
      const key = [caller, arn, Policy, externalId, mfaSerial, sourceIdentity, sessionName, asked];
      return once(`role ${arn} (by ${base.label})`, ['role', ...key], async () =>
        assumeRole(
          { sts: sts(base.credentials, region), region, source: base.label, options },
          {
            RoleArn: arn,
            RoleSessionName: sessionName,
            Policy,
            DurationSeconds,
            ...(externalId && { ExternalId: externalId }),
            ...(sourceIdentity && { SourceIdentity: sourceIdentity }),
            ...(await codeFor(mfaSerial, `role ${arn}`)),
          },
        ),
      );
    },

    async withWebIdentity(role, token, source) {
      const { arn, sessionName = settings.sessionName, durationSeconds } = role;
      const { region, Policy } = await scopeFor(role);
      const bearer = fingerprint({ accessKeyId: arn, secretAccessKey: token });
      return once(`role ${arn} (by ${source})`, ['web', bearer, Policy, sessionName, durationSeconds], () =>
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
      );
    },

    async withMfa(base, serial, durationSeconds) {
      const region = await settings.region();
      const identity = await settings.identityOf(base);
      return once(`${base.label}, with MFA`, ['mfa', identity.arn, serial, durationSeconds], async () => {
        const code = await codeFor(serial, `a session of ${identity.arn}`);
        return sessionToken(
          { sts: sts(base.credentials, region), region, source: base.label, options },
          { DurationSeconds: durationSeconds ?? HOUR, ...code },
          identity,
        );
      });
    },
  };
}

function codeWanted(serial: string, opens: string): WhitelistError {
  return new WhitelistError('mfa_required', `An MFA code is required: ${opens} is opened with one.`, {
    missing: ['mfa_code'],
    wanted: { kind: 'code', serial, opens },
    guidance: [
      `The code of the device ${serial} is asked for at the terminal or on a page of this program, never in the chat.`,
    ],
  });
}
