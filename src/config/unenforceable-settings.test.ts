import { describe, expect, it } from 'vitest';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';
import { loadConfig } from './load.ts';

const load = (text: string) =>
  loadConfig({ flags: { config: 'me.json' }, env: {}, readFile: () => text, place: CONFIG_PLACE });

/** Files that somebody wrote to limit something, each in another disguise. */
const LIMITS_NOT_KEPT: readonly string[] = [
  // Misspelt sections.
  '{"security_setting":{"read_only":true}}',
  '{"securitySettings":{"read_only":true}}',
  '{"security_settings ":{"read_only":true}}',
  '{"security_setings":{"read_only":true}}',
  '{"SECURITY_SETTINGS":{"read_only":true}}',
  '{"security-settings":{"read_only":true}}',
  '{"security settings":{"read_only":true}}',
  '{"ѕесurіtу_ѕеttіngѕ":{"read_only":true}}',
  '{"ｓecurity_settings":{"read_only":true}}',
  '{"security_\\u200bsettings":{"read_only":true}}',
  '{"\\ufeffsecurity_settings":{"read_only":true}}',
  '{"sécurity_settings":{"read_only":true}}',
  '{"limits":{"read_only":true}}',
  '{"sicherheit":{"nur_lesen":true}}',
  '{"config":{"security_settings":{"read_only":true}}}',
  // Limits in the wrong place.
  '{"read_only":true}',
  '{"readOnly":true}',
  '{"confirm":"always"}',
  '{"allowed_ports":[443]}',
  '{"required_iam_roles":["arn:aws:iam::123456789012:role/SecurityAdmin"]}',
  '{"default_expires_in":"1h"}',
  '{"default_parameters":{"read_only":true}}',
  '{"default_parameters":{"security_settings":{"read_only":true}}}',
  '{"server":{"require_mfa":true}}',
  '{"server":{"limits":{"rate_limit_per_minute":1}}}',
  '{"port_mappings":[{"name":"x","port":1,"confirm":true}]}',
  '{"public_ip":{"allowed_ip_ranges":["10.0.0.0/8"]}}',
  '{"audit":{"read_only":true}}',
  '{"grants":{"max_rule_duration_hours":1}}',
  '{"credential_profiles":[{"name":"a","read_only":true}]}',
  '{"credential_profiles":[{"name":"a","allowed_security_groups":["sg-0123abcd"]}]}',
  '{"security_settings":{"grants":{"default_expires_in":"1h"}}}',
  // Misspelt limits, whatever their value.
  '{"security_settings":{"allow_roots":false}}',
  '{"security_settings":{"allow_Root":false}}',
  '{"security_settings":{"requires_mfa":true}}',
  '{"security_settings":{"rate_limit":0}}',
  '{"security_settings":{"allowed_groups":[]}}',
  '{"security_settings":{"note":"for the auditors"}}',
  '{"security_settings":{"min_prefix_length":{"IPv4":24}}}',
  '{"grants":{"default_expire_in":"1h"}}',
  '{"grants":{"sweep_after_changes":true}}',
  '{"grants":{"sweep_group":["sg-0123abcd"]}}',
];

/** Files in which a key stands twice: readers of JSON disagree which one counts. */
const TWICE: readonly (readonly [text: string, told: string])[] = [
  [
    '{"security_settings":{"read_only":true},"security_settings":{"confirm":"risky"}}',
    'security_settings (line 1, column 41)',
  ],
  [
    '{"security_settings":{"read_only":true,"read_only":false}}',
    'security_settings.read_only (line 1, column 40)',
  ],
  [
    '{"security_settings":{"read_only":true,"read\\u005fonly":false}}',
    'security_settings.read_only (line 1, column 40)',
  ],
  [
    '\uFEFF{\n  "security_settings": {"read_only": true},\n  "security\\u005fsettings": {}\n}',
    'security_settings (line 3, column 3)',
  ],
  [
    '{"security_settings":{"min_prefix_length":{"ipv4":32,"ipv4":0}}}',
    'security_settings.min_prefix_length.ipv4 (line 1, column 54)',
  ],
  [
    '{"security_settings":{"sensitive_ports":[{"port":22,"confirm":true,"confirm":false}]}}',
    'security_settings.sensitive_ports[0].confirm (line 1, column 68)',
  ],
  [
    '{"credential_profiles":[{"name":"a","region":"us-east-1","region":"eu-west-1"}]}',
    'credential_profiles[0].region (line 1, column 58)',
  ],
  ['{"audit":{"x":{"y":1,"y":2}}}', 'audit.x.y (line 1, column 22)'],
  // What would make an object of its own prototype elsewhere.
  ['{"audit":{"__proto__":1,"__proto__":2}}', 'audit.__proto__ (line 1, column 25)'],
];

describe('a limit that was written and is not kept stops changes', () => {
  it.each(LIMITS_NOT_KEPT)('%s', (text) => {
    const { problem, unenforceable, fileWarnings } = load(text);
    expect(problem).toBeNull();
    const report = unenforceable?.report();
    expect(report).toMatchObject({ code: 'config_error', outcome: 'not_done' });
    expect(report?.message).toMatch(/^\/home\/jo\/me\.json asks for limits that this version cannot keep: /);
    expect(report?.guidance).toContainEqual(
      expect.stringContaining('Nothing is changed while they are there'),
    );
    // Reading goes on, and says so.
    expect(fileWarnings).toContainEqual(
      expect.stringMatching(/, line 1, column \d+: .* is not a key known here/),
    );
  });

  it.each(TWICE)('twice: %j', (text, told) => {
    const { problem, unenforceable, fileWarnings } = load(text);
    expect(problem).toBeNull();
    expect(unenforceable?.message).toBe(`/home/jo/me.json has keys twice: ${told}.`);
    expect(fileWarnings).toContainEqual(expect.stringContaining('is there twice.'));
  });

  it('a section and its misspelt twin are told together, with where it belongs', () => {
    const report = load(
      '{"security_settings":{"read_only":true,"read_only":true},"require_mfa":true}',
    ).unenforceable?.report();
    expect(report?.message).toContain('cannot keep: require_mfa.');
    expect(report?.message).toContain('has keys twice: security_settings.read_only');
    expect(report?.guidance[0]).toBe(
      'require_mfa is not a key known here; "require_mfa" belongs in security_settings.',
    );
  });
});

describe('what limits nothing lets changes go on, and stands in each answer', () => {
  it.each<[string, number]>([
    ['{"security_settings":{"read_only":false,"allow_root":false}}', 0],
    ['{"security_settings":{"later":null}}', 0],
    ['{"_comment":"for work"}', 1],
    ['{"//":"for work"}', 1],
    ['{"default_parameters":{"regoin":"us-east-1"}}', 1],
    ['{"grants":{"holdr":"jo"}}', 1],
    ['{"grants":{"note":"x"}}', 1],
    ['{"server":{"max_mesage_bytes":2048}}', 1],
    ['{"audit":{"file":"/x"}}', 1],
    ['{"audit":{"later":true}}', 1],
  ])('%s', (text, warnings) => {
    const config = load(text);
    expect(config).toMatchObject({ problem: null, unenforceable: null });
    expect(config.fileWarnings).toHaveLength(warnings);
  });
});

describe('an entry of credential_profiles with a key that is not known is not used', () => {
  it('and says why, while the others are', () => {
    const { profiles, unenforceable } = load(
      '{"credential_profiles":[{"name":"a","required_iam_role":["x"]},{"name":"b","note":"y"},{"name":"c"}]}',
    );
    expect(unenforceable).toBeNull();
    expect(profiles.map(({ problem }) => problem?.mayRequireRoles)).toEqual([true, false, undefined]);
    expect(profiles[0]?.problem?.error.report()).toMatchObject({
      code: 'config_error',
      message:
        'Config file /home/jo/me.json: this profile is not used, since not all of it is understood. credential_profiles[0].required_iam_role is not a key known here; did you mean "required_iam_roles"?',
      guidance: [expect.stringContaining('no other credentials are used in its place')],
    });
  });
});
