import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetSessionTokenCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleWithWebIdentityCommandInput,
  type Credentials,
  type GetSessionTokenCommandInput,
  type STSClient,
} from '@aws-sdk/client-sts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { AwsCredentials } from './credentials.ts';
import type { Identity } from './identity.ts';
import type { OpenedSession } from './opened-sessions.ts';
import { send, type SendOptions } from '#aws/request/send.ts';
import { present } from '#aws/errors/strange.ts';

/** By whom and where a session is opened. */
export interface Opening {
  readonly sts: STSClient;
  readonly region: Region;
  /** The label of the credentials that open it. */
  readonly source: string;
  readonly options: SendOptions;
}

/** @throws WhitelistError `access_denied`, `invalid_credentials` for a wrong MFA code, … */
export async function assumeRole(
  { sts, options, ...where }: Opening,
  input: AssumeRoleCommandInput,
): Promise<OpenedSession> {
  const attempt = { ...where, action: 'sts:AssumeRole', changes: false };
  const answer = await send(attempt, options, (o) => sts.send(new AssumeRoleCommand(input), o));
  const credentials = readCredentials(answer.Credentials, attempt.action);
  return { credentials, identity: ofArn(answer.AssumedRoleUser?.Arn), mfa: input.TokenCode !== undefined };
}

/** @throws WhitelistError */
export async function assumeWithWebIdentity(
  { sts, options, ...where }: Opening,
  input: AssumeRoleWithWebIdentityCommandInput,
): Promise<OpenedSession> {
  const attempt = { ...where, action: 'sts:AssumeRoleWithWebIdentity', changes: false };
  const answer = await send(attempt, options, (o) =>
    sts.send(new AssumeRoleWithWebIdentityCommand(input), o),
  );
  const credentials = readCredentials(answer.Credentials, attempt.action);
  return { credentials, identity: ofArn(answer.AssumedRoleUser?.Arn), mfa: false };
}

/** A session of the same identity. @throws WhitelistError */
export async function sessionToken(
  { sts, options, ...where }: Opening,
  input: GetSessionTokenCommandInput,
  identity: Identity,
): Promise<OpenedSession> {
  const attempt = { ...where, action: 'sts:GetSessionToken', changes: false };
  const answer = await send(attempt, options, (o) => sts.send(new GetSessionTokenCommand(input), o));
  const credentials = readCredentials(answer.Credentials, attempt.action);
  return { credentials, identity, mfa: input.TokenCode !== undefined };
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

/** `arn:aws:sts::ACCOUNT:assumed-role/…` */
function ofArn(given: string | undefined): Identity {
  const arn = present(given, 'whose the session is');
  return { arn, account: present(arn.split(':')[4], 'the account of the session') };
}
