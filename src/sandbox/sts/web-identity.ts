import type { UnsignedAction } from '#sandbox/auth/call.ts';
import { ServiceError, accessDenied } from '#sandbox/protocol/errors.ts';
import { ACCOUNT_ID } from '#sandbox/auth/keys.ts';
import { requiredText } from '#sandbox/protocol/query.ts';
import { checkLimits } from '#sandbox/protocol/query-limits.ts';
import { WEB_IDENTITY_ISSUER, findRole } from '#sandbox/auth/roles.ts';
import { ROLE_SECONDS, WEB_IDENTITY_LIMITS } from './limits.ts';
import { openRoleSession, readRoleArn } from './role-session.ts';

const CLAIMS = { iss: `https://${WEB_IDENTITY_ISSUER}`, sub: 'sandbox-workload', aud: 'sts.amazonaws.com' };

function encodePart(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** The one token that the sandbox takes. It looks like an OpenID Connect ID token and never expires. */
export const WEB_IDENTITY_TOKEN = [
  encodePart({ alg: 'RS256', typ: 'JWT' }),
  encodePart(CLAIMS),
  encodePart('not a real signature'),
].join('.');

const PROVIDER = `arn:aws:iam::${ACCOUNT_ID}:oidc-provider/${WEB_IDENTITY_ISSUER}`;

function checkToken(token: string): void {
  if (token === WEB_IDENTITY_TOKEN) return;
  const isJwt = /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
  throw new ServiceError(
    'InvalidIdentityToken',
    isJwt
      ? "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
      : 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  );
}

/** `AssumeRoleWithWebIdentity`: for whoever has the token, without a key. */
export const assumeRoleWithWebIdentity: UnsignedAction = {
  writes: true,
  run: ({ params, state, now }) => {
    checkLimits(params, WEB_IDENTITY_LIMITS, [ROLE_SECONDS]);
    const arn = readRoleArn(params);
    checkToken(requiredText(params, 'WebIdentityToken'));
    const role = findRole(arn);
    if (role?.trust.federated?.includes(PROVIDER) !== true) {
      throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
    }
    return {
      SubjectFromWebIdentityToken: CLAIMS.sub,
      Audience: CLAIMS.aud,
      Provider: CLAIMS.iss,
      ...openRoleSession({ params, state, now, role, chained: false, sourceIdentity: undefined }),
    };
  },
};
