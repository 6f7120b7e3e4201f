import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetSessionTokenCommand,
  type Credentials,
  type STSClient,
} from '@aws-sdk/client-sts';
import { WhitelistError } from '../core/errors.ts';
import { sessionPolicy } from '../core/iam-policy.ts';
import type { Region } from '../core/regions.ts';
import { fingerprint, type AwsCredentials, type Found } from './credentials.ts';
import { rememberIdentity, type Identity, type IdentityCache } from './identity.ts';
import { openedOnce, type OpenedSession, type OpenedSessions } from './opened-sessions.ts';
import { send, type SendOptions } from './send.ts';
import type { Purpose } from './settings.ts';

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
  withWebIdentity(role: WantedRole, token: string): Promise<Found>;
  /** A session of the same identity, opened with a code of its MFA device. */
  withMfa(base: Found, serial: string, durationSeconds: number | null): Promise<Found>;
}

/** AWS's own limit for a role that is assumed with a role's session: seconds. */
const LONGEST_CHAINED = 3_600;

export function sessionOpener(settings: OpenerSettings): SessionOpener {
  const { purpose, opened, now, options, identities } = settings;
  // Others may wait for the same session, so it does not end with this call's cancellation.
  const shared = { ...options, signal: options.limit };

  async function once(
    label: string,
    key: readonly unknown[],
    open: () => Promise<OpenedSession>,
  ): Promise<Found> {
    const { signal } = options;
    const session = await openedOnce(opened, JSON.stringify(key), { open, now, signal });
    rememberIdentity(identities, session.credentials, Promise.resolve(session.identity));
    return { credentials: session.credentials, label, mfa: session.mfa };
  }

  /** What limits a role's session to the call that it is opened for. */
  async function scopeFor(roleArn: string) {
    const region = await settings.region();
    const [, partition = 'aws', , , account = '*'] = roleArn.split(':');
    const groups = [...purpose.groups].sort();
    const Policy = sessionPolicy({ partition, account, region, groups });
    return { region, groups, Policy };
  }

  async function codeFor(serial: string | null | undefined, opens: string) {
    if (serial === null || serial === undefined) return {};
    if (settings.askCode === null) throw codeWanted(serial, opens);
    return { SerialNumber: serial, TokenCode: await settings.askCode(serial, opens) };
  }

  return {
    async assumeRole(base, role) {
      const { arn, externalId, mfaSerial, sourceIdentity, sessionName = settings.sessionName } = role;
      const { region, groups, Policy } = await scopeFor(arn);
      const { arn: caller } = await settings.identityOf(base);
      const isChained = caller.includes(':assumed-role/');
      const seconds = role.durationSeconds ?? LONGEST_CHAINED;
      const DurationSeconds = isChained ? Math.min(seconds, LONGEST_CHAINED) : seconds;
      const key = [caller, arn, region, groups, externalId, mfaSerial, sourceIdentity, sessionName, seconds];
      return once(`role ${arn} (by ${base.label})`, ['role', ...key], async () => {
        const code = await codeFor(mfaSerial, `role ${arn}`);
        const attempt = { action: 'sts:AssumeRole', region, source: base.label, changes: false };
        const answer = await send(attempt, shared, (o) =>
          settings.sts(base.credentials, region).send(
            new AssumeRoleCommand({
              RoleArn: arn,
              RoleSessionName: sessionName,
              Policy,
              DurationSeconds,
              ...(externalId && { ExternalId: externalId }),
              ...(sourceIdentity && { SourceIdentity: sourceIdentity }),
              ...code,
            }),
            o,
          ),
        );
        const credentials = readCredentials(answer.Credentials, attempt.action);
        const identity = identityOfArn(answer.AssumedRoleUser?.Arn ?? arn);
        return { credentials, identity, mfa: 'TokenCode' in code };
      });
    },

    async withWebIdentity({ arn, sessionName = settings.sessionName, durationSeconds }, token) {
      const { region, groups, Policy } = await scopeFor(arn);
      const bearer = fingerprint({ accessKeyId: arn, secretAccessKey: token });
      return once(`role ${arn} (by a web identity token)`, ['web', bearer, region, groups], async () => {
        const action = 'sts:AssumeRoleWithWebIdentity';
        const attempt = { action, region, source: 'a web identity token', changes: false };
        const answer = await send(attempt, shared, (o) =>
          settings.sts(null, region).send(
            new AssumeRoleWithWebIdentityCommand({
              RoleArn: arn,
              RoleSessionName: sessionName,
              WebIdentityToken: token,
              Policy,
              ...(durationSeconds && { DurationSeconds: durationSeconds }),
            }),
            o,
          ),
        );
        const identity = identityOfArn(answer.AssumedRoleUser?.Arn ?? arn);
        return { credentials: readCredentials(answer.Credentials, action), identity, mfa: false };
      });
    },

    async withMfa(base, serial, durationSeconds) {
      const region = await settings.region();
      const identity = await settings.identityOf(base);
      const label = `${base.label}, with MFA`;
      return once(label, ['mfa', identity.arn, serial, durationSeconds], async () => {
        const code = await codeFor(serial, `a session of ${identity.arn}`);
        const attempt = { action: 'sts:GetSessionToken', region, source: base.label, changes: false };
        const seconds = durationSeconds ?? LONGEST_CHAINED;
        const answer = await send(attempt, shared, (o) =>
          settings
            .sts(base.credentials, region)
            .send(new GetSessionTokenCommand({ DurationSeconds: seconds, ...code }), o),
        );
        return { credentials: readCredentials(answer.Credentials, attempt.action), identity, mfa: true };
      });
    },
  };
}

function readCredentials(given: Credentials | undefined, action: string): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new WhitelistError('aws_error', `AWS answered ${action} without credentials.`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

const identityOfArn = (arn: string): Identity => ({ arn, account: arn.split(':')[4] ?? '' });

function codeWanted(serial: string, opens: string): WhitelistError {
  return new WhitelistError('mfa_required', `An MFA code is required: ${opens} is opened with one.`, {
    missing: ['mfa_code'],
    wanted: { kind: 'code', serial, opens },
    guidance: [
      `The code of the device ${serial} is asked for at the terminal or on a page of this program, never in the chat.`,
    ],
  });
}
