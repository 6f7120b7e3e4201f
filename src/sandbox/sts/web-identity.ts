import type { OpenAction } from '#sandbox/auth/call.ts';
import { ServiceError, accessDenied } from '#sandbox/errors.ts';
import { ACCOUNT_ID } from '#sandbox/auth/keys.ts';
import { required } from '#sandbox/query.ts';
import { checkLimits } from '#sandbox/query-limits.ts';
import { WEB_IDENTITY_ISSUER, roleOf } from '#sandbox/auth/roles.ts';
import { ROLE_SECONDS, WEB_IDENTITY_LIMITS } from './limits.ts';
import { openRoleSession, wantedRole } from './role-session.ts';

const CLAIMS = { iss: `https://${WEB_IDENTITY_ISSUER}`, sub: 'sandbox-workload', aud: 'sts.amazonaws.com' };

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** The one token that the sandbox takes. It looks like an OpenID Connect ID token and never expires. */
export const WEB_IDENTITY_TOKEN = [
  part({ alg: 'RS256', typ: 'JWT' }),
  part(CLAIMS),
  part('not a real signature'),
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
export const assumeRoleWithWebIdentity: OpenAction = {
  writes: true,
  run: ({ params, state, now }) => {
    checkLimits(params, WEB_IDENTITY_LIMITS, [ROLE_SECONDS]);
    const arn = wantedRole(params);
    checkToken(required(params, 'WebIdentityToken'));
    const role = roleOf(arn);
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
