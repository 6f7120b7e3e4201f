import { formatKeySection, toKeyVariables, formatSection } from '#test/support/credentials/shared-files.ts';
import { KEYS, ROLES, sessionArn, type SourceRow } from '#test/support/credentials/source-rows.ts';

const { operator, closed, spoke, hub, securityAdmin: admin, partner } = ROLES;

/** `session` is one of the role "operator", which has no path and is not the role with one. */
const OPERATOR = 'arn:aws:iam::123456789012:role/operator';
const ELSEWHERE = 'arn:aws:iam::999999999999:role/operator';

const CREDENTIALS = [
  formatKeySection('default', KEYS.session),
  formatKeySection('jo', KEYS.jo),
  formatKeySection('nobody', KEYS.nobody),
].join('\n');

const config = (...entries: object[]) => ({ credential_profiles: entries });
const machine = (...entries: object[]) => ({ awsCredentials: CREDENTIALS, config: config(...entries) });
const work = (roles: string[], more: object = {}) => ({
  name: 'work',
  source_profile: 'jo',
  required_iam_roles: roles,
  ...more,
});
const other = (roles: string[]) => ({ name: 'other', required_iam_roles: roles });
const assumed = (...roles: string[]) => roles.map((arn) => `AssumeRole ${arn}`);
const byJo = (role: string) => `role ${role} (by AWS profile jo (credential_profiles "work"))`;

const refused = (says: string, advice: string, opened: string[] = []) => ({
  refused: 'access_denied' as const,
  says: `Access Denied: credential_profiles ${says}`,
  advice,
  opened,
});
const CHOOSE = 'Name the profile that is meant';

/** What the config file's required_iam_roles let through, open, and refuse. */
export const REQUIRED: readonly SourceRow[] = [
  {
    title: 'named: the credentials are a session of the role already',
    args: { profile: 'work' },
    machine: machine(work([OPERATOR], { source_profile: 'default' })),
    expect: { source: 'AWS profile default (credential_profiles "work")', as: KEYS.session.arn },
  },
  {
    title: 'named: the credentials are a session of the second of two roles',
    args: { profile: 'work' },
    machine: machine(work([closed, OPERATOR], { source_profile: 'default' })),
    expect: { source: 'AWS profile default (credential_profiles "work")', as: KEYS.session.arn },
  },
  {
    title: 'named: the role is written with a path, which sessions do not show',
    args: { profile: 'work' },
    machine: machine(work(['arn:aws:iam::123456789012:role/team/operator'], { source_profile: 'default' })),
    expect: { source: 'AWS profile default (credential_profiles "work")', as: KEYS.session.arn },
  },
  {
    title: 'named: the role is assumed',
    args: { profile: 'work' },
    machine: machine(work([operator])),
    expect: { source: byJo(operator), as: sessionArn('operator'), opened: assumed(operator) },
  },
  {
    title: 'named: the first of the roles denies, the second is assumed',
    args: { profile: 'work' },
    machine: machine(work([closed, operator, admin])),
    expect: { source: byJo(operator), as: sessionArn('operator'), opened: assumed(closed, operator) },
  },
  {
    title: 'named: the role wants an external id, which the entry has',
    args: { profile: 'work' },
    machine: machine(work([partner], { external_id: 'partner-7' })),
    expect: { source: byJo(partner), as: sessionArn('partner'), opened: assumed(partner) },
  },
  {
    title: "named: the role is assumed with the session of the entry's own role",
    args: { profile: 'work' },
    machine: machine(work([spoke], { role_arn: hub })),
    expect: {
      source: `role ${spoke} (by ${byJo(hub)})`,
      as: sessionArn('spoke'),
      opened: assumed(hub, spoke),
    },
  },
  {
    title: 'named: the role is assumed with the session of an AWS profile',
    args: { profile: 'work' },
    machine: {
      ...machine(work([spoke], { source_profile: 'hub' })),
      awsConfig: formatSection('profile hub', { role_arn: hub, source_profile: 'jo' }),
    },
    expect: {
      source: `role ${spoke} (by role ${hub} (by AWS profile hub))`,
      as: sessionArn('spoke'),
      opened: assumed(hub, spoke),
    },
  },
  {
    title: 'named: the role is assumed with credentials in the call',
    args: {
      profile: 'work',
      credentials: { access_key_id: KEYS.jo.accessKeyId, secret_access_key: KEYS.jo.secretAccessKey },
    },
    machine: machine(work([operator], { source_profile: 'nobody' })),
    expect: {
      source: `role ${operator} (by the call)`,
      as: sessionArn('operator'),
      opened: assumed(operator),
      warnings: [
        'The keys from the call are long-lived: use temporary ones (`aws sts get-session-token --duration-seconds 3600`) or a sign-in (`aws sso login`) instead.',
      ],
    },
  },
  {
    title: 'named: none of the roles can be had: refused with the roles and the identity',
    args: { profile: 'work' },
    machine: machine(work([closed, spoke])),
    expect: refused(
      `"work" requires a session of ${closed} or ${spoke}; ${KEYS.jo.arn} (credentials from AWS profile jo (credential_profiles "work")) is none and may not assume it.`,
      'AWS said: ',
      assumed(closed, spoke),
    ),
  },
  {
    title: 'named: a role of the same name in another account is another role',
    args: { profile: 'work' },
    machine: machine(work([ELSEWHERE], { source_profile: 'default' })),
    expect: refused(`"work" requires a session of ${ELSEWHERE}`, 'AWS said: ', assumed(ELSEWHERE)),
  },
  {
    title: 'named: a role whose name differs in case is another role',
    args: { profile: 'work' },
    machine: machine(work([OPERATOR.replace('operator', 'OPERATOR')], { source_profile: 'nobody' })),
    expect: refused(
      '"work" requires a session of arn:aws:iam::123456789012:role/OPERATOR',
      'AWS said: ',
      assumed('arn:aws:iam::123456789012:role/OPERATOR'),
    ),
  },
  {
    title: 'named: an entry without required roles is free, whatever others require',
    args: { profile: 'work' },
    machine: machine(work([]), other([closed])),
    expect: { source: 'AWS profile jo (credential_profiles "work")', as: KEYS.jo.arn },
  },
  {
    title: 'no profile named, the entry default requires a role: assumed by its settings',
    machine: machine({ name: 'default', aws_profile_name: 'jo', required_iam_roles: [operator] }),
    expect: {
      source: `role ${operator} (by AWS profile jo (credential_profiles "default"))`,
      as: sessionArn('operator'),
      opened: assumed(operator),
    },
  },
  {
    title: 'no profile named, one entry requires roles: assumed by its settings',
    machine: { ...machine(work([operator], { source_profile: 'nobody' })), env: toKeyVariables(KEYS.jo) },
    expect: {
      source: `role ${operator} (by environment variables)`,
      as: sessionArn('operator'),
      opened: assumed(operator),
    },
  },
  {
    title: 'no profile named, one entry requires roles: none to be had',
    machine: { ...machine(work([closed])), env: toKeyVariables(KEYS.jo) },
    expect: refused(`"work" requires a session of ${closed}`, 'AWS said: ', assumed(closed)),
  },
  {
    title: 'no profile named, the entry default requires nothing, another does: no way round',
    machine: machine({ name: 'default', aws_profile_name: 'jo' }, other([closed])),
    expect: refused(`"other" requires a session of ${closed}`, 'AWS said: ', assumed(closed)),
  },
  {
    title: 'no profile named, several entries require roles: a session of one of them is enough',
    machine: machine(work([closed]), other([OPERATOR])),
    expect: { source: "shared files (AWS SDK's default chain)", as: KEYS.session.arn },
  },
  {
    title: 'no profile named, several entries require roles: none is assumed on a guess',
    machine: { ...machine(work([operator]), other([closed])), env: toKeyVariables(KEYS.jo) },
    expect: refused(`"work", "other" requires a session of ${operator} or ${closed}`, CHOOSE),
  },
  {
    title: 'no profile named, credentials in the call, several entries require roles: no way round',
    args: { credentials: { access_key_id: KEYS.jo.accessKeyId, secret_access_key: KEYS.jo.secretAccessKey } },
    machine: machine(work([operator]), other([closed])),
    expect: refused(`"work", "other" requires a session of ${operator} or ${closed}`, CHOOSE),
  },
  {
    title: 'an AWS profile named that is no entry, several entries require roles: no way round',
    args: { profile: 'jo' },
    machine: machine(work([operator]), other([closed])),
    expect: refused(`"work", "other" requires a session of ${operator} or ${closed}`, CHOOSE),
  },
  {
    title: 'an AWS profile named that is no entry, one entry requires roles: assumed by its settings',
    args: { profile: 'jo' },
    machine: machine(work([operator], { source_profile: 'nobody' })),
    expect: {
      source: `role ${operator} (by AWS profile jo (the call))`,
      as: sessionArn('operator'),
      opened: assumed(operator),
    },
  },
];
