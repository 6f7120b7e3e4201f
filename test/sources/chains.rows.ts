import { formatKeySection, toKeyVariables, formatSection } from '#test/support/credentials/shared-files.ts';
import { KEYS, ROLES, sessionArn, type SourceRow } from '#test/support/credentials/source-rows.ts';

const CREDENTIALS = [
  formatKeySection('default', KEYS.nobody),
  formatKeySection('jo', KEYS.jo),
  formatKeySection('session', KEYS.session),
].join('\n');

const role = (name: string, arn: string, more: object = {}) =>
  formatSection(`profile ${name}`, { role_arn: arn, source_profile: 'jo', ...more });

/** Leads over Hub, which alone may assume it. */
const HUB = role('hub', ROLES.hub) + role('spoke', ROLES.spoke, { source_profile: 'hub' });

const assumed = (...roles: string[]) => roles.map((arn) => `AssumeRole ${arn}`);
const entries = (...entry: object[]) => ({ credential_profiles: entry });

/** Roles that the person's files lead through: ~/.aws/config, and the product's own config file. */
export const CHAINS: readonly SourceRow[] = [
  {
    title: '~/.aws/config: role_arn with source_profile',
    args: { profile: 'operator' },
    machine: { awsCredentials: CREDENTIALS, awsConfig: role('operator', ROLES.operator) },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile operator)`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
    },
  },
  {
    title: '~/.aws/config: the profile in AWS_PROFILE, beside the keys of the environment',
    machine: {
      awsCredentials: CREDENTIALS,
      awsConfig: role('operator', ROLES.operator),
      env: { ...toKeyVariables(KEYS.nobody), AWS_PROFILE: 'operator' },
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile operator)`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
      warnings: ['AWS_PROFILE and AWS_ACCESS_KEY_ID are both set; the profile operator was used.'],
    },
  },
  {
    title: "~/.aws/config: the AWS profile default, by the SDK's chain",
    machine: {
      awsCredentials: formatKeySection('jo', KEYS.jo),
      awsConfig: formatSection('default', { role_arn: ROLES.operator, source_profile: 'jo' }),
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile default)`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
    },
  },
  {
    title: '~/.aws/config: source_profile twice, a role after a role',
    args: { profile: 'spoke' },
    machine: { awsCredentials: CREDENTIALS, awsConfig: HUB },
    expect: {
      source: `role ${ROLES.spoke} (by role ${ROLES.hub} (by AWS profile spoke))`,
      as: sessionArn('spoke'),
      opened: assumed(ROLES.hub, ROLES.spoke),
    },
  },
  {
    title: '~/.aws/config: source_profile with keys of its own, whose role is passed over',
    args: { profile: 'operator' },
    machine: {
      awsCredentials: formatKeySection('both', KEYS.jo),
      awsConfig:
        role('operator', ROLES.operator, { source_profile: 'both' }) +
        formatSection('profile both', { role_arn: ROLES.closed, source_profile: 'jo' }),
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile operator)`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
    },
  },
  {
    title: '~/.aws/config: a profile that is its own source_profile, with keys',
    args: { profile: 'self' },
    machine: {
      awsCredentials: formatKeySection('self', KEYS.jo),
      awsConfig: role('self', ROLES.operator, { source_profile: 'self' }),
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile self)`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
    },
  },
  {
    title: '~/.aws/config: profiles that lead back to each other',
    args: { profile: 'hen' },
    machine: {
      awsConfig:
        role('hen', ROLES.operator, { source_profile: 'egg' }) +
        role('egg', ROLES.operator, { source_profile: 'hen' }),
    },
    expect: {
      refused: 'invalid_credentials',
      says: /source_profile of the AWS profile egg \(.*, line \d+\) leads back to hen, and no profile on the way/,
    },
  },
  {
    title: '~/.aws/config: credential_source = Environment',
    args: { profile: 'operator' },
    machine: {
      awsConfig: formatSection('profile operator', {
        role_arn: ROLES.operator,
        credential_source: 'Environment',
      }),
      env: toKeyVariables(KEYS.jo),
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile operator)`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
    },
  },
  {
    title: '~/.aws/config: external_id, duration_seconds and role_session_name',
    args: { profile: 'partner' },
    machine: {
      awsCredentials: CREDENTIALS,
      awsConfig: role('partner', ROLES.partner, {
        external_id: 'partner-7',
        duration_seconds: '900',
        role_session_name: 'named-by-jo',
      }),
    },
    expect: {
      source: `role ${ROLES.partner} (by AWS profile partner)`,
      as: sessionArn('partner', 'named-by-jo'),
      opened: assumed(ROLES.partner),
    },
  },
  {
    title: '~/.aws/config: a role that does not let itself be assumed: who may not, and the statement',
    args: { profile: 'closed' },
    machine: { awsCredentials: CREDENTIALS, awsConfig: role('closed', ROLES.closed) },
    expect: {
      refused: 'access_denied',
      says: `${KEYS.jo.arn} may not perform sts:AssumeRole on ${ROLES.closed}`,
      advice: '"Action":"sts:AssumeRole"',
      opened: assumed(ROLES.closed),
    },
  },
  {
    title: 'config file: role_arn, with what is found without it',
    args: { profile: 'work' },
    machine: { env: toKeyVariables(KEYS.jo), config: entries({ name: 'work', role_arn: ROLES.operator }) },
    expect: {
      source: `role ${ROLES.operator} (by environment variables (credential_profiles "work"))`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
    },
  },
  {
    title: 'config file: role_arn in the entry default, for calls that name none',
    machine: {
      awsCredentials: CREDENTIALS,
      config: entries({ name: 'default', aws_profile_name: 'jo', role_arn: ROLES.operator }),
    },
    expect: {
      source: `role ${ROLES.operator} (by AWS profile jo (credential_profiles "default"))`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
    },
  },
  {
    title: 'config file: role_arn with external_id and source_profile, an AWS profile',
    args: { profile: 'work' },
    machine: {
      awsCredentials: CREDENTIALS,
      config: entries({
        name: 'work',
        source_profile: 'jo',
        role_arn: ROLES.partner,
        external_id: 'partner-7',
      }),
    },
    expect: {
      source: `role ${ROLES.partner} (by AWS profile jo (credential_profiles "work"))`,
      as: sessionArn('partner'),
      opened: assumed(ROLES.partner),
    },
  },
  {
    title: 'config file: a wrong external_id is denied',
    args: { profile: 'work' },
    machine: {
      awsCredentials: CREDENTIALS,
      config: entries({
        name: 'work',
        source_profile: 'jo',
        role_arn: ROLES.partner,
        external_id: 'partner-8',
      }),
    },
    expect: {
      refused: 'access_denied',
      says: `may not perform sts:AssumeRole on ${ROLES.partner}`,
      opened: assumed(ROLES.partner),
    },
  },
  {
    title: 'config file: source_profile is another entry with a role, a role after a role',
    args: { profile: 'spoke' },
    machine: {
      awsCredentials: CREDENTIALS,
      config: entries(
        { name: 'spoke', source_profile: 'hub', role_arn: ROLES.spoke },
        { name: 'hub', aws_profile_name: 'jo', role_arn: ROLES.hub },
      ),
    },
    expect: {
      source: `role ${ROLES.spoke} (by role ${ROLES.hub} (by AWS profile jo (credential_profiles "hub")))`,
      as: sessionArn('spoke'),
      opened: assumed(ROLES.hub, ROLES.spoke),
    },
  },
  {
    title: 'config file: source_profile is an AWS profile with a role, a role after a role',
    args: { profile: 'spoke' },
    machine: {
      awsCredentials: CREDENTIALS,
      awsConfig: HUB,
      config: entries({ name: 'spoke', source_profile: 'hub', role_arn: ROLES.spoke }),
    },
    expect: {
      source: `role ${ROLES.spoke} (by role ${ROLES.hub} (by AWS profile hub))`,
      as: sessionArn('spoke'),
      opened: assumed(ROLES.hub, ROLES.spoke),
    },
  },
  {
    title: 'config file: a role after a role after a role of an AWS profile',
    args: { profile: 'spoke' },
    machine: {
      awsCredentials: CREDENTIALS,
      awsConfig: role('admin', ROLES.securityAdmin),
      config: entries(
        { name: 'spoke', source_profile: 'hub', role_arn: ROLES.spoke },
        { name: 'hub', source_profile: 'admin', role_arn: ROLES.hub },
      ),
    },
    expect: {
      source: `role ${ROLES.spoke} (by role ${ROLES.hub} (by role ${ROLES.securityAdmin} (by AWS profile admin)))`,
      as: sessionArn('spoke'),
      opened: assumed(ROLES.securityAdmin, ROLES.hub, ROLES.spoke),
    },
  },
  {
    title: 'config file: credentials in the call assume the role of the profile that the call names',
    args: {
      profile: 'work',
      credentials: {
        access_key_id: KEYS.jo.accessKeyId,
        secret_access_key: KEYS.jo.secretAccessKey,
      },
    },
    machine: { config: entries({ name: 'work', aws_profile_name: 'gone', role_arn: ROLES.operator }) },
    expect: {
      source: `role ${ROLES.operator} (by the call)`,
      as: sessionArn('operator'),
      opened: assumed(ROLES.operator),
      warnings: [
        'The keys from the call are long-lived: use temporary ones (`aws sts get-session-token --duration-seconds 3600`) or a sign-in (`aws sso login`) instead.',
      ],
    },
  },
  {
    title: 'config file: credentials in the call that names no profile do not assume the role of default',
    args: {
      credentials: {
        access_key_id: KEYS.minimal.accessKeyId,
        secret_access_key: KEYS.minimal.secretAccessKey,
      },
    },
    machine: { config: entries({ name: 'default', role_arn: ROLES.closed }) },
    expect: {
      source: 'the call',
      as: KEYS.minimal.arn,
      warnings: [
        'The keys from the call are long-lived: use temporary ones (`aws sts get-session-token --duration-seconds 3600`) or a sign-in (`aws sso login`) instead.',
      ],
    },
  },
];
