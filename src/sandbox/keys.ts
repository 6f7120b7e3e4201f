import type { KeyRecord, Statement } from './state.ts';

/** The account number that AWS uses in its own examples. */
export const ACCOUNT_ID = '123456789012';

function allow(...actions: string[]): Statement {
  return { effect: 'Allow', actions, resources: ['*'] };
}

const ANYTHING: Statement[] = [allow('*')];

/** The written guide's policy for an IAM user, statement by statement. */
const MINIMAL: Statement[] = [
  allow('ec2:DescribeSecurityGroups', 'ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'),
  allow('sts:GetCallerIdentity'),
];

const READ_ONLY: Statement[] = [allow('ec2:Describe*'), allow('sts:GetCallerIdentity')];

/** Secrets are 40 characters, as AWS's are, and say themselves that they open nothing but a sandbox. */
function fakeSecret(name: string): string {
  return `sandbox/not+a+real+secret/${name}/`.padEnd(40, '0');
}

function user(name: string, keyTail: string, policy: Statement[]): KeyRecord {
  return {
    accessKeyId: `AKIASANDBOX${keyTail.padEnd(9, '2')}`,
    secretAccessKey: fakeSecret(name),
    userId: `AIDASANDBOX${keyTail.padEnd(9, '2')}AA`.slice(0, 21),
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/${name}`,
    policy,
  };
}

const session: KeyRecord = {
  accessKeyId: 'ASIASANDBOXSESSION22',
  secretAccessKey: fakeSecret('session'),
  sessionToken: `sandbox/not+a+real+token/${'session/'.repeat(10)}`,
  userId: 'AROASANDBOXOPERATOR22:session',
  arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/operator/session`,
  policy: ANYTHING,
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
  policy: MINIMAL,
};

/** The keys that every fresh sandbox knows, by what they are for. None of them ever expires. */
export const SEED_KEYS = {
  admin: user('admin', 'ADMIN', ANYTHING),
  minimal: user('minimal', 'MINIMAL', MINIMAL),
  readOnly: user('read-only', 'READONLY', READ_ONLY),
  session,
  guide,
} as const satisfies Record<string, KeyRecord>;
