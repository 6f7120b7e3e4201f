import { ACCOUNT_ID, ANYTHING, MINIMAL, allow } from './keys.ts';
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
  longestSession: number;
  trust: Trust;
  policy: Statement[];
}

/** Seconds: what AWS gives a role that nobody has set a limit for. */
const HOUR = 3_600;

export const ACCOUNT_ROOT = `arn:aws:iam::${ACCOUNT_ID}:root`;

/** The OpenID Connect provider of the seed, as its tokens name it. */
export const WEB_IDENTITY_ISSUER = 'oidc.sandbox.invalid';

const SPOKE = `arn:aws:iam::${ACCOUNT_ID}:role/Spoke`;
const HUB = `arn:aws:iam::${ACCOUNT_ID}:role/Hub`;

const everybody: Trust = { principals: [ACCOUNT_ROOT], sourceIdentity: true };

function role(path: string, policy: Statement[], trust: Trust, longestSession = HOUR): Role {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    arn: `arn:aws:iam::${ACCOUNT_ID}:role/${path}`,
    id: `AROASANDBOX${name.toUpperCase()}`.padEnd(21, '2').slice(0, 21),
    longestSession,
    trust,
    policy,
  };
}

/** The roles of every sandbox, by what they are for. They are no part of the state. */
export const SEED_ROLES = {
  securityAdmin: role('SecurityAdmin', ANYTHING, everybody, 4 * HOUR),
  operator: role('teams/network/Operator', MINIMAL, everybody),
  partner: role('Partner', MINIMAL, { ...everybody, externalId: 'partner-7', sourceIdentity: false }),
  guarded: role('Guarded', MINIMAL, { ...everybody, mfa: true }),
  hub: role(
    'Hub',
    [
      { effect: 'Allow', actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'], resources: [SPOKE] },
      allow('sts:GetCallerIdentity'),
    ],
    everybody,
  ),
  spoke: role('Spoke', MINIMAL, { principals: [HUB], sourceIdentity: true }, 12 * HOUR),
  federated: role('Federated', MINIMAL, {
    principals: [],
    federated: [`arn:aws:iam::${ACCOUNT_ID}:oidc-provider/${WEB_IDENTITY_ISSUER}`],
    sourceIdentity: true,
  }),
  closed: role('Closed', MINIMAL, { principals: [], sourceIdentity: false }),
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof SEED_ROLES;

/** The role of that ARN, path and all. */
export function roleOf(arn: string): Role | undefined {
  return Object.values(SEED_ROLES).find((one) => one.arn === arn);
}
