import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type Credentials,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
  type STSClient,
} from '@aws-sdk/client-sts';
import { required } from '#aws/errors/unexpected-response.ts';
import { send, type SendOptions } from '#aws/request/send.ts';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { redactSecretLike } from '#core/text/redact.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AwsCredentials } from './credentials.ts';
import type { Identity } from './identity.ts';
import type { OpenedSession } from './session-cache.ts';

/** With what and where a session is opened. */
export interface StsContext {
  readonly sts: STSClient;
  readonly region: Region;
  /** The label of the credentials that open it. */
  readonly source: string;
  readonly options: SendOptions;
}

/** @throws WhitelistError `access_denied`, … */
export async function assumeRole(
  { sts, options, ...where }: StsContext,
  input: AssumeRoleCommandInput,
): Promise<OpenedSession> {
  const attempt = { ...where, action: 'sts:AssumeRole', changes: false };
  const answer = await send(attempt, options, (o) => sts.send(new AssumeRoleCommand(input), o));
  const credentials = parseCredentials(answer.Credentials, attempt.action);
  return { credentials, identity: toIdentity(answer.AssumedRoleUser?.Arn), mfa: false };
}

/** @throws WhitelistError */
export async function assumeWithWebIdentity(
  { sts, options, ...where }: StsContext,
  input: AssumeRoleWithWebIdentityCommandInput,
): Promise<OpenedSession> {
  const attempt = { ...where, action: 'sts:AssumeRoleWithWebIdentity', changes: false };
  const answer = await send(attempt, options, (o) =>
    sts.send(new AssumeRoleWithWebIdentityCommand(input), o),
  );
  const credentials = parseCredentials(answer.Credentials, attempt.action);
  return { credentials, identity: toIdentity(answer.AssumedRoleUser?.Arn), mfa: false };
}

/** A session of the same identity. @throws WhitelistError `invalid_credentials` for a wrong MFA code, … */
export async function getSessionToken(
  { sts, options, ...where }: StsContext,
  input: GetSessionTokenCommandInput,
  identity: Identity,
): Promise<OpenedSession> {
  const attempt = { ...where, action: 'sts:GetSessionToken', changes: false };
  const answer = await send(attempt, options, (o) => sts.send(new GetSessionTokenCommand(input), o));
  const credentials = parseCredentials(answer.Credentials, attempt.action);
  return { credentials, identity, mfa: input.TokenCode !== undefined };
}

function parseCredentials(given: Credentials | undefined, action: string): AwsCredentials {
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

/** `arn:aws:sts::ACCOUNT:assumed-role/…` */
function toIdentity(given: string | undefined): Identity {
  const arn = required(given, 'whose the session is');
  return { arn, account: required(arn.split(':')[4], 'the account of the session') };
}

/** Gives the current code of an MFA device. Null: nobody can be asked during this call. */
export type AskCode = ((serial: string, opens: string) => Promise<string>) | null;

/**
 * The MFA part of a request: the device's code is asked for now.
 *
 * @throws WhitelistError `mfa_required`
 */
export async function requestMfaCode(serial: string, opens: string, askCode: AskCode) {
  // The serial is shown wherever its code is asked for, and a secret may have been set in its place.
  const safeSerial = redactSecretLike(serial);
  if (askCode === null) throw mfaCodeRequired(safeSerial, opens);
  return { SerialNumber: serial, TokenCode: await askCode(safeSerial, opens) };
}

function mfaCodeRequired(serial: string, opens: string): NeedsPersonError {
  const request = { kind: 'code' as const, serial, opens };
  return new NeedsPersonError(
    'mfa_required',
    `An MFA code is required: ${opens} is opened with one.`,
    request,
    {
      missing: ['mfa_code'],
      guidance: [
        `The code of the device ${serial} is asked for at the terminal or on a page of this program, never in the chat.`,
      ],
    },
  );
}
