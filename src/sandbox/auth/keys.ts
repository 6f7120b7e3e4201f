import type { KeyRecord, Statement } from '#sandbox/state/state.ts';

/** The account number that AWS uses in its own examples. */
export const ACCOUNT_ID = '123456789012';

/** Leave for actions on every resource. */
export function allow(...actions: string[]): Statement {
  return { effect: 'Allow', actions, resources: ['*'] };
}

export const ALLOW_ALL: Statement[] = [allow('*')];

/** The written guide's policy for an IAM user, statement by statement. */
export const MINIMAL_POLICY: Statement[] = [
  allow('ec2:DescribeSecurityGroups', 'ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'),
  allow('sts:GetCallerIdentity'),
];

const READ_ONLY_POLICY: Statement[] = [
  allow('ec2:Describe*', 'rds:Describe*', 'elasticache:Describe*', 'elasticloadbalancing:Describe*'),
  allow('lambda:Get*', 'servicequotas:Get*'),
  allow('sts:GetCallerIdentity'),
];

/** Secrets are 40 characters, as AWS's are, and say themselves that they open nothing but a sandbox. */
function fakeSecret(name: string): string {
  return `sandbox/not+a+real+secret/${name}/`.padEnd(40, '0');
}

function user(name: string, keyTail: string, policy: Statement[], createdAt?: string): KeyRecord {
  const key = {
    accessKeyId: `AKIASANDBOX${keyTail.padEnd(9, '2')}`,
    secretAccessKey: fakeSecret(name),
    userId: `AIDASANDBOX${keyTail.padEnd(9, '2')}AA`.slice(0, 21),
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/${name}`,
    policy,
  };
  return createdAt === undefined ? key : { ...key, createdAt };
}

const root: KeyRecord = {
  ...user('root', 'ROOT', ALLOW_ALL),
  userId: ACCOUNT_ID,
  arn: `arn:aws:iam::${ACCOUNT_ID}:root`,
};

/** May assume roles and look at the own keys, and has a key that is long due for another. */
const JO_POLICY: Statement[] = [
  ...MINIMAL_POLICY,
  allow('sts:AssumeRole', 'sts:SetSourceIdentity'),
  {
    effect: 'Allow',
    actions: ['iam:ListAccessKeys'],
    resources: [`arn:aws:iam::${ACCOUNT_ID}:user/jo`],
  },
];

/** The minimal policy, for sessions that were opened with MFA. */
const KIM_POLICY: Statement[] = MINIMAL_POLICY.map((statement) => ({
  ...statement,
  condition: { mfa: true },
}));

const session: KeyRecord = {
  accessKeyId: 'ASIASANDBOXSESSION22',
  secretAccessKey: fakeSecret('session'),
  sessionToken: `sandbox/not+a+real+token/${'session/'.repeat(10)}`,
  userId: 'AROASANDBOXOPERATOR22:session',
  arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/operator/session`,
  policy: ALLOW_ALL,
};

/**
 * The key that stands in the guide's request template, where it comes with a placeholder for a session token.
 * Both ways of reading the template work: with that placeholder, and without a token.
 */
const guide: KeyRecord = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'optional-for-temporary-credentials',
  tokenOptional: true,
  userId: 'AIDASANDBOXGUIDE2222A',
  arn: `arn:aws:iam::${ACCOUNT_ID}:user/guide`,
  policy: MINIMAL_POLICY,
};

/** The keys that every fresh sandbox knows, by what they are for. None of them ever expires. */
export const SEED_KEYS = {
  admin: user('admin', 'ADMIN', ALLOW_ALL),
  minimal: user('minimal', 'MINIMAL', MINIMAL_POLICY),
  readOnly: user('read-only', 'READONLY', READ_ONLY_POLICY),
  session,
  guide,
  root,
  jo: user('jo', 'JO', JO_POLICY, '2025-01-15T09:30:00Z'),
  kim: user('kim', 'KIM', KIM_POLICY),
  nobody: user('nobody', 'NOBODY', []),
} as const satisfies Record<string, KeyRecord>;
