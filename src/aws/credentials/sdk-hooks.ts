import type { FromIniInit } from '@aws-sdk/credential-provider-ini';
import { parseRoleArn } from '#core/iam/role.ts';
import type { ResolvedCredentials } from '#aws/sts/credentials.ts';
import type { SessionOpener } from '#aws/sts/role-sessions.ts';

type Hooks = Required<Pick<FromIniInit, 'roleAssumer' | 'roleAssumerWithWebIdentity' | 'mfaCodeProvider'>>;

/** The SDK makes up a name of this kind where nobody gave one. */
const GENERATED_NAME = /^aws-sdk-js-/;

/** What an AWS profile's sessions may be used for besides the call. */
export interface RoleChain {
  /** ARNs of the profile's own roles, the last to be assumed first. */
  readonly chain: readonly string[];
  /** Those that the last of them may have to assume. */
  readonly next: readonly string[];
}

/**
 * Lets the AWS SDK find its way through shared files, while the sessions that they ask for are opened here: limited
 * to the call, named for CloudTrail, asked for once.
 *
 * @param label - Of the profile, or of what else the SDK begins with.
 */
export function createSdkHooks(
  opener: SessionOpener,
  label: string,
  { chain, next }: RoleChain,
): { readonly init: Hooks; last: () => ResolvedCredentials | null } {
  let last: ResolvedCredentials | null = null;
  // The SDK passes some roles of the files over, so each finds its own place in the chain.
  const rolesAfter = (role: string) => {
    const following = chain[chain.lastIndexOf(role) - 1];
    return following === undefined ? next : [following];
  };
  // The SDK writes its marks upon what it is given, and an open session is shared.
  const recordOpened = (found: ResolvedCredentials) => {
    last = found;
    return { ...found.credentials };
  };
  return {
    // In a chain of roles the session of the outermost is the last to be opened.
    last: () => last,
    init: {
      async roleAssumer(credentials, params) {
        const base = last ?? { credentials, label, mfa: false };
        const role = {
          arn: requireRoleArn(params.RoleArn),
          externalId: params.ExternalId,
          mfaSerial: params.SerialNumber,
          durationSeconds: params.DurationSeconds,
          next: rolesAfter(params.RoleArn),
          ...(GENERATED_NAME.test(params.RoleSessionName) ? {} : { sessionName: params.RoleSessionName }),
        };
        return recordOpened(await opener.assumeRole({ ...base, credentials }, role));
      },
      async roleAssumerWithWebIdentity({ RoleArn, RoleSessionName, WebIdentityToken, DurationSeconds }) {
        const isNamed = RoleSessionName !== undefined && !GENERATED_NAME.test(RoleSessionName);
        const role = {
          arn: requireRoleArn(RoleArn),
          durationSeconds: DurationSeconds,
          next: rolesAfter(RoleArn),
          ...(isNamed && { sessionName: RoleSessionName }),
        };
        return recordOpened(
          await opener.withWebIdentity(role, WebIdentityToken, describeToken(RoleArn, label)),
        );
      },
      // A code is asked for only where no session is open yet, so not yet here.
      mfaCodeProvider: () => Promise.resolve(''),
    },
  };
}

/** What is no role's ARN is not sent: it may be a secret. @throws WhitelistError `invalid_input` */
const requireRoleArn = (arn: string): string =>
  parseRoleArn(arn, 'role_arn (AWS profile, or AWS_ROLE_ARN)').arn;

/** Which web identity token it was, for people. */
function describeToken(role: string, label: string): string {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: wanted } = process.env;
  const where = file && role === wanted ? 'in AWS_WEB_IDENTITY_TOKEN_FILE' : `of ${label}`;
  return `the web identity token ${where}`;
}
