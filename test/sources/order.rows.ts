import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import { formatKeySection, toKeyVariables } from '#test/support/credentials/shared-files.ts';
import { KEYS, type SourceRow } from '#test/support/credentials/source-rows.ts';

const CREDENTIALS = [
  formatKeySection('default', KEYS.readOnly),
  formatKeySection('dev', KEYS.minimal),
  formatKeySection('work', KEYS.nobody),
  formatKeySection('env', KEYS.jo),
].join('\n');

/** All of the ways at once, so that each row shows which wins. */
const EVERYTHING = {
  awsCredentials: CREDENTIALS,
  env: { ...toKeyVariables(KEYS.nobody), AWS_PROFILE: 'env' },
  config: {
    credential_profiles: [
      { name: 'default', aws_profile_name: 'default' },
      { name: 'work', aws_profile_name: 'dev' },
    ],
  },
};

const entry = (more: object) => ({ credential_profiles: [{ name: 'work', ...more }] });

const LONG_LIVED =
  'The keys from the call are long-lived: use temporary ones (`aws sts get-session-token --duration-seconds 3600`) or a sign-in (`aws sso login`) instead.';

const NONE = 'AWS credentials are required: none were given, and none were found on this machine.';

/** Which of several ways wins. */
export const ORDER: readonly SourceRow[] = [
  {
    title: '1: credentials in the call win over all else',
    args: { credentials: toCredentialsArgument(KEYS.session) },
    machine: EVERYTHING,
    expect: { source: 'the call', as: KEYS.session.arn },
  },
  {
    title: '1: credentials in the call, long-lived: a warning recommends temporary ones',
    args: { credentials: toCredentialsArgument(KEYS.minimal) },
    machine: EVERYTHING,
    expect: { source: 'the call', as: KEYS.minimal.arn, warnings: [LONG_LIVED] },
  },
  {
    title: '1: credentials and a profile in the call: the credentials are used',
    args: { credentials: toCredentialsArgument(KEYS.session), profile: 'work' },
    machine: EVERYTHING,
    expect: { source: 'the call', as: KEYS.session.arn },
  },
  {
    title: '1: wrong credentials in the call are refused, whatever else is there',
    args: { credentials: { ...toCredentialsArgument(KEYS.session), session_token: 'canary-of-another' } },
    machine: {
      ...EVERYTHING,
      config: entry({ required_iam_roles: ['arn:aws:iam::123456789012:role/operator'] }),
    },
    expect: { refused: 'invalid_credentials', says: 'does not accept the access key from the call' },
  },
  {
    title: '2: profile in the call, an entry of the config file: wins over the AWS profile of that name',
    args: { profile: 'work' },
    machine: EVERYTHING,
    expect: { source: 'AWS profile dev (credential_profiles "work")', as: KEYS.minimal.arn },
  },
  {
    title: '2: profile in the call, no entry of the config file: the AWS profile of that name',
    args: { profile: 'dev' },
    machine: EVERYTHING,
    expect: { source: 'AWS profile dev (the call)', as: KEYS.minimal.arn },
  },
  {
    title: '2: profile "default" in the call, no entry of that name: the AWS profile default',
    args: { profile: 'default' },
    machine: { awsCredentials: formatKeySection('default', KEYS.minimal), env: toKeyVariables(KEYS.nobody) },
    expect: { source: 'AWS profile default (the call)', as: KEYS.minimal.arn },
  },
  {
    title: '2: an entry of the config file that names no source: what is found without it',
    args: { profile: 'work' },
    machine: { awsCredentials: CREDENTIALS, env: toKeyVariables(KEYS.minimal), config: entry({}) },
    expect: { source: 'environment variables (credential_profiles "work")', as: KEYS.minimal.arn },
  },
  {
    title: '2: an entry of the config file that names no source, AWS_PROFILE set: that AWS profile',
    args: { profile: 'work' },
    machine: { awsCredentials: CREDENTIALS, env: { AWS_PROFILE: 'dev' }, config: entry({}) },
    expect: { source: 'AWS profile dev (AWS_PROFILE, credential_profiles "work")', as: KEYS.minimal.arn },
  },
  {
    title: '2: an entry with use_aws_profile: false: its aws_profile_name is not used',
    args: { profile: 'work' },
    machine: {
      awsCredentials: CREDENTIALS,
      env: toKeyVariables(KEYS.minimal),
      config: entry({ use_aws_profile: false, aws_profile_name: 'work' }),
    },
    expect: { source: 'environment variables (credential_profiles "work")', as: KEYS.minimal.arn },
  },
  {
    title: '2: an entry whose source_profile is another entry: the credentials of that one',
    args: { profile: 'work' },
    machine: {
      awsCredentials: CREDENTIALS,
      config: {
        credential_profiles: [
          { name: 'work', source_profile: 'base' },
          { name: 'base', aws_profile_name: 'dev' },
        ],
      },
    },
    expect: { source: 'AWS profile dev (credential_profiles "base")', as: KEYS.minimal.arn },
  },
  {
    title: '2: an entry whose source_profile is no entry: the AWS profile of that name',
    args: { profile: 'work' },
    machine: { awsCredentials: CREDENTIALS, config: entry({ source_profile: 'dev' }) },
    expect: { source: 'AWS profile dev (credential_profiles "work")', as: KEYS.minimal.arn },
  },
  {
    title: '2: a profile in the call that is nowhere: refused, and nothing else is tried in its place',
    args: { profile: 'gone' },
    machine: EVERYTHING,
    expect: {
      refused: 'credentials_required',
      says: 'there is no AWS profile gone (the call).',
      advice: 'default (access key), dev (access key), work (access key), env (access key)',
    },
  },
  {
    title: "3: the config file's entry default wins over AWS_PROFILE and the environment's keys",
    machine: {
      ...EVERYTHING,
      config: { credential_profiles: [{ name: 'default', aws_profile_name: 'dev' }] },
    },
    expect: { source: 'AWS profile dev (credential_profiles "default")', as: KEYS.minimal.arn },
  },
  {
    title: '4: AWS_PROFILE',
    machine: { awsCredentials: CREDENTIALS, env: { AWS_PROFILE: 'env' } },
    expect: { source: 'AWS profile env (AWS_PROFILE)', as: KEYS.jo.arn },
  },
  {
    title: "4: AWS_PROFILE and the environment's keys: the profile wins, with a warning",
    machine: { ...EVERYTHING, config: undefined },
    expect: {
      source: 'AWS profile env (AWS_PROFILE)',
      as: KEYS.jo.arn,
      warnings: ['AWS_PROFILE and AWS_ACCESS_KEY_ID are both set; the profile env was used.'],
    },
  },
  {
    title: '4: AWS_PROFILE that is nowhere: refused, and nothing else is tried in its place',
    machine: { ...EVERYTHING, config: undefined, env: { ...EVERYTHING.env, AWS_PROFILE: 'gone' } },
    expect: { refused: 'credentials_required', says: 'there is no AWS profile gone (AWS_PROFILE)' },
  },
  {
    title: "5: the environment's keys win over the shared files",
    machine: { awsCredentials: CREDENTIALS, env: toKeyVariables(KEYS.minimal) },
    expect: { source: 'environment variables', as: KEYS.minimal.arn },
  },
  {
    title: "5: the environment's keys with a session token; an empty AWS_PROFILE is none",
    machine: { awsCredentials: CREDENTIALS, env: { ...toKeyVariables(KEYS.session), AWS_PROFILE: '' } },
    expect: { source: 'environment variables', as: KEYS.session.arn },
  },
  {
    title: "5: shared files: the AWS profile default, where the environment's keys are incomplete",
    machine: {
      awsCredentials: formatKeySection('default', KEYS.minimal),
      env: { AWS_ACCESS_KEY_ID: KEYS.nobody.accessKeyId },
    },
    expect: { source: "shared files (AWS SDK's default chain)", as: KEYS.minimal.arn },
  },
  {
    title: '6: nothing found: credentials are required, and the ways to give them are told',
    expect: {
      refused: 'credentials_required',
      says: NONE,
      advice: 'sign in on this machine (`aws sso login` or `aws login`)',
    },
  },
];
