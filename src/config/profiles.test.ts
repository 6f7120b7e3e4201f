import { describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { CONFIG_PLACE, withoutPlace } from '#test/support/harness/config-place.ts';

const ADMIN = 'arn:aws:iam::123456789012:role/SecurityAdmin';
const OTHER = 'arn:aws:iam::123456789012:role/Other';

const load = (...entries: object[]) =>
  loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify({ credential_profiles: entries }),
    place: CONFIG_PLACE,
  });

describe('an entry of credential_profiles', () => {
  it('says all that a session of a role needs', () => {
    const entry = {
      name: 'production',
      description: 'the account with the machines',
      region: 'eu-west-1',
      required_iam_roles: [OTHER, ADMIN],
      role_arn: ADMIN,
      external_id: 'customer-4711',
      source_profile: 'me',
      mfa_serial: 'arn:aws:iam::210987654321:mfa/jo',
      duration_seconds: 900,
      source_identity: 'jo@example.com',
    };
    const { profiles, problem, warnings, unenforceable, file } = load(entry);
    expect({ problem, warnings, unenforceable, file }).toEqual({
      problem: null,
      warnings: [],
      unenforceable: null,
      file: '/home/jo/me.json',
    });
    const role = { arn: ADMIN, partition: 'aws', account: '123456789012', name: 'SecurityAdmin' };
    expect(profiles).toEqual([
      {
        name: 'production',
        awsProfile: null,
        region: 'eu-west-1',
        requiredRoles: [{ ...role, arn: OTHER, name: 'Other' }, role],
        role,
        externalId: 'customer-4711',
        sourceProfile: 'me',
        mfaSerial: 'arn:aws:iam::210987654321:mfa/jo',
        durationSeconds: 900,
        sourceIdentity: 'jo@example.com',
      },
    ]);
  });

  it.each<[string, object[]]>([
    ['a chain of entries', [{ source_profile: 'b' }, { source_profile: 'c' }, { source_profile: 'aws' }]],
    ['the same source twice', [{ source_profile: 'c' }, { source_profile: 'c' }, {}]],
    ['an hour after a role', [{ source_profile: 'b', duration_seconds: 3600 }, {}]],
    ['twelve hours at first hand', [{ source_profile: 'aws', duration_seconds: 43_200 }]],
    ['use_aws_profile: false beside source_profile', [{ source_profile: 'aws', use_aws_profile: false }]],
    ['a required role that the first one leads to', [{ required_iam_roles: [OTHER] }]],
  ])('may be %s', (_, entries) => {
    const named = entries.map((entry, i) => ({ name: 'abc'[i], role_arn: ADMIN, ...entry }));
    expect(load(...named)).toMatchObject({ problem: null, warnings: [] });
  });

  it('may stand for another', () => {
    expect(load({ name: 'default', source_profile: 'b' }, { name: 'b' }).problem).toBeNull();
  });

  it('may open a session with a code alone', () => {
    const entry = { name: 'a', mfa_serial: 'GAHT12345678', duration_seconds: 3600, source_profile: 'dev' };
    expect(load(entry).problem).toBeNull();
  });

  it.each<[object, string, string, string | null]>([
    [{ name: '' }, 'name', 'got an empty text, expected a name such as "production"', null],
    [{ role_arn: 'SecurityAdmin' }, 'role_arn', `expected a role's ARN such as "${ADMIN}"`, 'A name is not'],
    [{ required_iam_roles: [ADMIN, 7] }, 'required_iam_roles[1]', 'got a number, expected text', null],
    [{ required_iam_roles: ADMIN }, 'required_iam_roles', 'expected a list', null],
    [{ required_iam_roles: ['x y'] }, 'required_iam_roles[0]', `expected a role's ARN such as`, null],
    [{ role_arn: ADMIN, external_id: 'x' }, 'external_id', 'such as "customer-4711"', null],
    [{ role_arn: ADMIN, source_identity: 'a b' }, 'source_identity', 'such as "jo@example.com"', null],
    [{ mfa_serial: '123456' }, 'mfa_serial', 'such as "arn:aws:iam::123456789012:mfa/jo"', null],
    [
      { mfa_serial: 'arn:aws:iam::123456789012:u2f/user/jo/k-AB' },
      'mfa_serial',
      "expected an MFA device's ARN",
      'That is a passkey',
    ],
    [
      { role_arn: ADMIN, duration_seconds: 60 },
      'duration_seconds',
      'got 60, expected whole seconds from 900 to 43200 such as 3600',
      null,
    ],
    [{ role_arn: ADMIN, duration_seconds: 1000.5 }, 'duration_seconds', 'expected whole seconds', null],
    [{ role_arn: ADMIN, duration_seconds: '3600' }, 'duration_seconds', 'expected a number', null],
  ])('that is wrong: %j', (entry, key, expected, hint) => {
    const report = load({ name: 'a', ...entry }).problem?.report();
    expect(withoutPlace(report?.message)).toContain(
      `Config file /home/jo/me.json: credential_profiles[0].${key} is wrong: `,
    );
    expect(withoutPlace(report?.message)).toContain(expected);
    expect(report?.guidance).toHaveLength(hint === null ? 1 : 2);
    if (hint !== null) expect(report?.guidance[0]).toContain(hint);
  });
});

describe('entries that contradict themselves or each other', () => {
  const NO_SESSION = 'Without, no session is opened';
  it.each<[object[], string, string, string | null]>([
    [[{ external_id: 'abc' }], 'external_id', 'role_arn or required_iam_roles beside it', NO_SESSION],
    [[{ source_identity: 'jo' }], 'source_identity', 'role_arn or required_iam_roles beside it', NO_SESSION],
    [
      [{ duration_seconds: 900 }],
      'duration_seconds',
      'role_arn, required_iam_roles or mfa_serial beside it',
      NO_SESSION,
    ],
    [
      [{ duration_seconds: 900, required_iam_roles: [] }],
      'duration_seconds',
      'role_arn, required_iam_roles or mfa_serial beside it',
      NO_SESSION,
    ],
    [
      [{ role_arn: ADMIN, source_profile: 'x', aws_profile_name: 'y' }],
      'source_profile',
      'no aws_profile_name beside it',
      'Both say whose credentials',
    ],
    [
      [{ role_arn: ADMIN, source_profile: 'x', use_aws_profile: true }],
      'source_profile',
      'no use_aws_profile beside it',
      'Both say whose credentials',
    ],
    [
      [{ role_arn: ADMIN, source_profile: 'a' }],
      'source_profile',
      'another name than that of the entry itself',
      'give this entry another name',
    ],
    [
      [{ role_arn: ADMIN, source_profile: 'b', duration_seconds: 3601 }, { role_arn: OTHER }],
      'duration_seconds',
      'at most 3600 here',
      'one hour at most',
    ],
  ])('%j', (entries, key, expected, hint) => {
    const report = load(...entries.map((entry, i) => ({ name: 'abc'[i], ...entry }))).problem?.report();
    expect(withoutPlace(report?.message)).toMatch(
      /^Config file \/home\/jo\/me\.json: credential_profiles\[0\]\./,
    );
    expect(withoutPlace(report?.message)).toContain(`credential_profiles[0].${key} is wrong: got `);
    expect(withoutPlace(report?.message)).toContain(`, expected ${expected}.`);
    expect(report?.guidance).toHaveLength(hint === null ? 1 : 2);
    if (hint !== null) expect(report?.guidance[0]).toContain(hint);
  });

  it('two of one name', () => {
    expect(withoutPlace(load({ name: 'a' }, { name: 'b' }, { name: 'a' }).problem?.message)).toBe(
      'Config file /home/jo/me.json: credential_profiles[2].name is wrong: got a text of 1 character, expected a name of its own; credential_profiles[0] has this one.',
    );
  });

  it('a circle is told of each of its entries', () => {
    const names = ['a', 'b', 'c'];
    const entries = names.map((name, i) => ({ name, role_arn: ADMIN, source_profile: 'bca'[i] }));
    const report = load(...entries).problem?.report();
    expect(report?.message).toBe('Config file /home/jo/me.json has 3 mistakes.');
    const told = 'expected an entry that does not lead back here, or an AWS profile. It goes round: ';
    expect(report?.guidance[0]).toContain(
      `credential_profiles[0].source_profile is wrong: got a text of 1 character, ${told}"a" → "b" → "c" → "a".`,
    );
    expect(report?.guidance).toHaveLength(4);
  });

  it('a circle is told of the entries in it alone', () => {
    const entries = [
      { name: 'a', role_arn: ADMIN, source_profile: 'b' },
      { name: 'b', role_arn: ADMIN, source_profile: 'c' },
      { name: 'c', role_arn: ADMIN, source_profile: 'b' },
    ];
    const guidance = load(...entries).problem?.report().guidance ?? [];
    expect(guidance.filter((line) => line.includes('source_profile is wrong'))).toEqual([
      expect.stringContaining('credential_profiles[1].source_profile'),
      expect.stringContaining('credential_profiles[2].source_profile'),
    ]);
  });
});
