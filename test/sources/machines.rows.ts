import { formatKeySection, toKeyVariables, formatSection } from '#test/support/credentials/shared-files.ts';
import { KEYS, ROLES, sessionArn, type SourceRow } from '#test/support/credentials/source-rows.ts';
import { WEB_IDENTITY_TOKEN } from '#sandbox/sts/web-identity.ts';

const container = { key: KEYS.session, of: 'container' } as const;
const metadata = { key: KEYS.session, of: 'metadata' } as const;
const TOKEN_FILE = { 'token.jwt': WEB_IDENTITY_TOKEN };
const BY_TOKEN = {
  AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token.jwt',
  AWS_ROLE_ARN: ROLES.federated,
};
const federated = {
  as: sessionArn('federated'),
  opened: [`AssumeRoleWithWebIdentity ${ROLES.federated}`],
};
const byToken = `role ${ROLES.federated} (by the web identity token in AWS_WEB_IDENTITY_TOKEN_FILE)`;
const pods = formatSection('profile pods', {
  role_arn: ROLES.federated,
  web_identity_token_file: '{home}/token.jwt',
});
const task = formatSection('profile task', { role_arn: ROLES.operator, credential_source: 'EcsContainer' });

/** Where the program runs on AWS, or beside it. */
export const MACHINES: readonly SourceRow[] = [
  {
    title: 'web identity: token file and role in the environment',
    machine: { env: BY_TOKEN, home: TOKEN_FILE },
    expect: { source: byToken, ...federated },
  },
  {
    title: 'web identity: the session is named as AWS_ROLE_SESSION_NAME says',
    machine: { env: { ...BY_TOKEN, AWS_ROLE_SESSION_NAME: 'pod-7' }, home: TOKEN_FILE },
    expect: { ...federated, source: byToken, as: sessionArn('federated', 'pod-7') },
  },
  {
    title: "web identity: the environment's keys win over it",
    machine: { env: { ...BY_TOKEN, ...toKeyVariables(KEYS.minimal) }, home: TOKEN_FILE },
    expect: { source: 'environment variables', as: KEYS.minimal.arn },
  },
  {
    title: 'web identity: in an AWS profile',
    args: { profile: 'pods' },
    machine: { awsConfig: pods, home: TOKEN_FILE },
    expect: {
      source: `role ${ROLES.federated} (by the web identity token of AWS profile pods)`,
      ...federated,
    },
  },
  {
    title: 'web identity: in an AWS profile that another role is assumed with',
    args: { profile: 'onward' },
    machine: {
      awsConfig: pods + formatSection('profile onward', { role_arn: ROLES.operator, source_profile: 'pods' }),
      home: TOKEN_FILE,
    },
    expect: {
      refused: 'access_denied',
      says: `${sessionArn('federated')} may not perform sts:AssumeRole on ${ROLES.operator}`,
      opened: [...federated.opened, `AssumeRole ${ROLES.operator}`],
    },
  },
  {
    title: 'web identity: a token that AWS does not take',
    machine: { env: BY_TOKEN, home: { 'token.jwt': 'canary.not.known' } },
    expect: {
      refused: 'invalid_credentials',
      says: 'the web identity token in AWS_WEB_IDENTITY_TOKEN_FILE',
      opened: federated.opened,
    },
  },
  {
    title: 'web identity: a token file that is not there',
    machine: { env: BY_TOKEN },
    expect: { refused: 'credentials_required', says: 'none were found on this machine' },
  },
  {
    title: 'container: AWS_CONTAINER_CREDENTIALS_FULL_URI with its authorization token',
    signIn: container,
    expect: { source: "the container endpoint (AWS SDK's default chain)", as: KEYS.session.arn },
  },
  {
    title: 'container: the authorization token in a file',
    signIn: container,
    machine: {
      env: {
        AWS_CONTAINER_AUTHORIZATION_TOKEN: undefined,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '{home}/token',
      },
      home: { token: 'Basic canary-container-token' },
    },
    expect: { source: "the container endpoint (AWS SDK's default chain)", as: KEYS.session.arn },
  },
  {
    title: 'container: a wrong authorization token',
    signIn: container,
    machine: { env: { AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Basic canary-of-another' } },
    expect: { refused: 'credentials_required', says: 'none were found on this machine' },
  },
  {
    title: 'container: credential_source = EcsContainer, with a role',
    args: { profile: 'task' },
    signIn: container,
    machine: { awsConfig: task },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile task)`,
      as: sessionArn('operator'),
      opened: [`AssumeRole ${ROLES.operator}`],
    },
  },
  {
    title: 'container: credential_source = EcsContainer, an endpoint that refuses is asked once',
    args: { profile: 'task' },
    signIn: { ...container, mood: 'refusing' },
    machine: { awsConfig: task },
    expect: { refused: 'credentials_required', says: 'AWS profile task (the call)' },
  },
  {
    title: 'EC2 instance metadata, version 2: token, role, keys',
    signIn: metadata,
    expect: { source: "EC2 instance metadata (AWS SDK's default chain)", as: KEYS.session.arn },
  },
  {
    title: 'EC2 instance metadata: whatever the shared files give wins over it',
    signIn: metadata,
    machine: { awsCredentials: formatKeySection('default', KEYS.minimal) },
    expect: { source: "shared files (AWS SDK's default chain)", as: KEYS.minimal.arn },
  },
  {
    title: 'EC2 instance metadata: credential_source = Ec2InstanceMetadata, with a role',
    args: { profile: 'machine' },
    signIn: metadata,
    machine: {
      awsConfig: formatSection('profile machine', {
        role_arn: ROLES.operator,
        credential_source: 'Ec2InstanceMetadata',
      }),
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile machine)`,
      as: sessionArn('operator'),
      opened: [`AssumeRole ${ROLES.operator}`],
    },
  },
  {
    title: 'EC2 instance metadata: a machine without a role',
    signIn: { ...metadata, mood: 'refusing' },
    expect: { refused: 'credentials_required', says: 'none were found on this machine' },
  },
];
