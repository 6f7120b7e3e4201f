import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import { formatKeySection, formatSection } from '#test/support/credentials/shared-files.ts';
import { KEYS, ROLES, sessionArn, type SourceRow } from '#test/support/credentials/source-rows.ts';

const CREDENTIALS = [formatKeySection('jo', KEYS.jo), formatKeySection('kim', KEYS.kim)].join('\n');
const SERIAL = { mfa_serial: MFA_DEVICES.jo };
const entries = (...entry: object[]) => ({ credential_profiles: entry });

const RIGHT = '123456';
const guarded = {
  as: sessionArn('guarded'),
  opened: ['GetSessionToken', `AssumeRole ${ROLES.guarded}`],
  asked: [MFA_DEVICES.jo],
};
/** The code is for the session of the user: no role is asked for without it. */
const opened = ['GetSessionToken'];

const toGuarded = { name: 'work', source_profile: 'jo', role_arn: ROLES.guarded, ...SERIAL };
const file = {
  awsCredentials: CREDENTIALS,
  awsConfig: formatSection('profile guarded', { role_arn: ROLES.guarded, source_profile: 'jo', ...SERIAL }),
};
const machine = (...entry: object[]) => ({ awsCredentials: CREDENTIALS, config: entries(...entry) });

const wrong = {
  refused: 'invalid_credentials' as const,
  says: 'AWS does not accept the MFA code',
  advice: 'Wait for the next code of the device',
};
const wanted = {
  refused: 'mfa_required' as const,
  says: `An MFA code is required: role ${ROLES.guarded} is opened with one.`,
  advice: `The code of the device ${MFA_DEVICES.jo} is asked for`,
};

/** Sessions that are opened with a code of an MFA device. */
export const MFA: readonly SourceRow[] = [
  {
    title: '~/.aws/config: mfa_serial, the right code',
    args: { profile: 'guarded' },
    code: RIGHT,
    machine: file,
    expect: { source: `role ${ROLES.guarded} (by AWS profile guarded, with MFA)`, ...guarded },
  },
  {
    title: '~/.aws/config: mfa_serial, a wrong code',
    args: { profile: 'guarded' },
    code: '000000',
    machine: file,
    expect: { ...wrong, opened },
  },
  {
    title: '~/.aws/config: mfa_serial, nobody to ask',
    args: { profile: 'guarded' },
    machine: file,
    expect: wanted,
  },
  {
    title: 'config file: role_arn with mfa_serial, the right code',
    args: { profile: 'work' },
    code: RIGHT,
    machine: machine(toGuarded),
    expect: {
      source: `role ${ROLES.guarded} (by AWS profile jo (credential_profiles "work"), with MFA)`,
      ...guarded,
    },
  },
  {
    title: 'config file: role_arn with mfa_serial, a wrong code',
    args: { profile: 'work' },
    code: '000000',
    machine: machine(toGuarded),
    expect: { ...wrong, opened },
  },
  {
    title: 'config file: role_arn with mfa_serial, nobody to ask',
    args: { profile: 'work' },
    machine: machine(toGuarded),
    expect: wanted,
  },
  {
    title: "config file: role_arn with mfa_serial, another person's device",
    args: { profile: 'work' },
    code: RIGHT,
    machine: machine({ ...toGuarded, mfa_serial: MFA_DEVICES.kim }),
    expect: { ...wrong, advice: 'the device is the one that mfa_serial names', opened },
  },
  {
    title: 'config file: a role that wants MFA, no mfa_serial',
    args: { profile: 'work' },
    code: RIGHT,
    machine: machine({ name: 'work', source_profile: 'jo', role_arn: ROLES.guarded }),
    expect: {
      refused: 'access_denied',
      says: `may not perform sts:AssumeRole on ${ROLES.guarded}`,
      opened: [`AssumeRole ${ROLES.guarded}`],
    },
  },
  {
    title: 'config file: required_iam_roles with mfa_serial, the right code',
    args: { profile: 'work' },
    code: RIGHT,
    machine: machine({ name: 'work', source_profile: 'jo', required_iam_roles: [ROLES.guarded], ...SERIAL }),
    expect: {
      source: `role ${ROLES.guarded} (by AWS profile jo (credential_profiles "work"), with MFA)`,
      ...guarded,
    },
  },
  {
    title: 'config file: mfa_serial and no role: a session of the same user',
    args: { profile: 'work' },
    code: RIGHT,
    machine: machine({ name: 'work', source_profile: 'kim', mfa_serial: MFA_DEVICES.kim }),
    expect: {
      source: 'AWS profile kim (credential_profiles "work"), with MFA',
      as: KEYS.kim.arn,
      opened: ['GetSessionToken'],
      asked: [MFA_DEVICES.kim],
    },
  },
  {
    title: 'config file: mfa_serial and no role, a wrong code',
    args: { profile: 'work' },
    code: '000000',
    machine: machine({ name: 'work', source_profile: 'kim', mfa_serial: MFA_DEVICES.kim }),
    expect: { ...wrong, opened: ['GetSessionToken'] },
  },
  {
    title: 'config file: mfa_serial and no role, nobody to ask',
    machine: machine({ name: 'default', source_profile: 'kim', mfa_serial: MFA_DEVICES.kim }),
    expect: {
      refused: 'mfa_required',
      says: `An MFA code is required: a session of ${KEYS.kim.arn} is opened with one.`,
    },
  },
  {
    title:
      'config file: source_profile is an entry with mfa_serial; its session assumes the role that wants MFA',
    args: { profile: 'work' },
    code: RIGHT,
    machine: machine(
      { name: 'work', source_profile: 'person', role_arn: ROLES.guarded },
      { name: 'person', aws_profile_name: 'jo', ...SERIAL },
    ),
    expect: {
      source: `role ${ROLES.guarded} (by AWS profile jo (credential_profiles "person"), with MFA)`,
      as: sessionArn('guarded'),
      opened: guarded.opened,
      asked: [MFA_DEVICES.jo],
    },
  },
  {
    title: '~/.aws/config: mfa_serial at two roles of a chain: one code',
    args: { profile: 'spoke' },
    code: RIGHT,
    machine: {
      awsCredentials: CREDENTIALS,
      awsConfig:
        formatSection('profile hub', { role_arn: ROLES.hub, source_profile: 'jo', ...SERIAL }) +
        formatSection('profile spoke', { role_arn: ROLES.spoke, source_profile: 'hub', ...SERIAL }),
    },
    expect: {
      source: `role ${ROLES.spoke} (by role ${ROLES.hub} (by AWS profile spoke, with MFA))`,
      as: sessionArn('spoke'),
      opened: ['GetSessionToken', `AssumeRole ${ROLES.hub}`, `AssumeRole ${ROLES.spoke}`],
      asked: [MFA_DEVICES.jo],
    },
  },
  {
    title: 'config file: several required roles, the first of which refuses: one code',
    args: { profile: 'work' },
    code: RIGHT,
    machine: machine({
      name: 'work',
      source_profile: 'jo',
      required_iam_roles: [ROLES.closed, ROLES.guarded],
      ...SERIAL,
    }),
    expect: {
      source: `role ${ROLES.guarded} (by AWS profile jo (credential_profiles "work"), with MFA)`,
      ...guarded,
      opened: ['GetSessionToken', `AssumeRole ${ROLES.closed}`, `AssumeRole ${ROLES.guarded}`],
    },
  },
  {
    title: 'config file: temporary credentials, with which no code is taken: nobody is asked',
    args: { profile: 'work' },
    code: RIGHT,
    machine: {
      awsCredentials: formatKeySection('temporary', KEYS.session),
      config: entries({ ...toGuarded, source_profile: 'temporary' }),
    },
    expect: {
      refused: 'invalid_credentials',
      says: `those from AWS profile temporary (credential_profiles "work") are temporary, and AWS takes the code of an MFA device (${MFA_DEVICES.jo}) with a user's own access key alone`,
      advice: 'remove mfa_serial',
    },
  },
  {
    title: '~/.aws/config: temporary credentials, with which no code is taken: nobody is asked',
    args: { profile: 'guarded' },
    code: RIGHT,
    machine: {
      awsCredentials: formatKeySection('jo', KEYS.session),
      awsConfig: file.awsConfig,
    },
    expect: {
      refused: 'invalid_credentials',
      says: 'are temporary, and AWS takes the code of an MFA device',
    },
  },
  {
    title: 'config file: mfa_serial and no role, with temporary credentials: nobody is asked',
    args: { profile: 'work' },
    code: RIGHT,
    machine: {
      awsCredentials: formatKeySection('temporary', KEYS.session),
      config: entries({ name: 'work', source_profile: 'temporary', ...SERIAL }),
    },
    expect: {
      refused: 'invalid_credentials',
      says: 'are temporary, and AWS takes the code of an MFA device',
    },
  },
];
