import { ACCOUNT_ID, ALLOW_ALL, MINIMAL_POLICY, allow } from './keys.ts';
import type { Statement } from '#sandbox/state/state.ts';

/** Who may open sessions of a role, and how. */
export interface Trust {
  /** ARNs of users, roles and sessions; the account's root stands for everybody whose own policy allows it. */
  principals: string[];
  /** Identity providers whose tokens open a session. */
  federated?: string[];
  /** Has to be given, and be this one. */
  externalId?: string;
  /** Only with MFA. */
  mfa?: true;
  /** Whether those who may open a session may also say who is behind it. */
  sourceIdentity: boolean;
}

export interface Role {
  arn: string;
  id: string;
  /** Seconds. */
  maxSessionSeconds: number;
  trust: Trust;
  policy: Statement[];
}

/** Seconds: what AWS gives a role that nobody has set a limit for. */
const HOUR_SECONDS = 3_600;

export const ACCOUNT_ROOT = `arn:aws:iam::${ACCOUNT_ID}:root`;

/** The OpenID Connect provider of the seed, as its tokens name it. */
export const WEB_IDENTITY_ISSUER = 'oidc.sandbox.invalid';

const SPOKE = `arn:aws:iam::${ACCOUNT_ID}:role/Spoke`;
const HUB = `arn:aws:iam::${ACCOUNT_ID}:role/Hub`;

const TRUST_ACCOUNT: Trust = { principals: [ACCOUNT_ROOT], sourceIdentity: true };

function role(path: string, policy: Statement[], trust: Trust, longestSession = HOUR_SECONDS): Role {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    arn: `arn:aws:iam::${ACCOUNT_ID}:role/${path}`,
    id: `AROASANDBOX${name.toUpperCase()}`.padEnd(21, '2').slice(0, 21),
    maxSessionSeconds: longestSession,
    trust,
    policy,
  };
}

/** The roles of every sandbox, by what they are for. They are no part of the state. */
export const SEED_ROLES = {
  securityAdmin: role('SecurityAdmin', ALLOW_ALL, TRUST_ACCOUNT, 4 * HOUR_SECONDS),
  operator: role('teams/network/Operator', MINIMAL_POLICY, TRUST_ACCOUNT),
  partner: role('Partner', MINIMAL_POLICY, {
    ...TRUST_ACCOUNT,
    externalId: 'partner-7',
    sourceIdentity: false,
  }),
  guarded: role('Guarded', MINIMAL_POLICY, { ...TRUST_ACCOUNT, mfa: true }),
  hub: role(
    'Hub',
    [
      { effect: 'Allow', actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'], resources: [SPOKE] },
      allow('sts:GetCallerIdentity'),
    ],
    TRUST_ACCOUNT,
  ),
  spoke: role('Spoke', MINIMAL_POLICY, { principals: [HUB], sourceIdentity: true }, 12 * HOUR_SECONDS),
  federated: role('Federated', MINIMAL_POLICY, {
    principals: [],
    federated: [`arn:aws:iam::${ACCOUNT_ID}:oidc-provider/${WEB_IDENTITY_ISSUER}`],
    sourceIdentity: true,
  }),
  closed: role('Closed', MINIMAL_POLICY, { principals: [], sourceIdentity: false }),
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof SEED_ROLES;

/** The role of that ARN, path and all. */
export function findRole(arn: string): Role | undefined {
  return Object.values(SEED_ROLES).find((one) => one.arn === arn);
}
