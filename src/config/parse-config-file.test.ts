import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, type ConfigSources } from './load.ts';
import { CONFIG_PLACE, withoutPlace } from '#test/support/harness/config-place.ts';

const guide = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../test/fixtures/guide', `${name}.json`), 'utf8');

/** Loads this text as the file `-c me.json` names. */
const load = (text: string, more: Partial<ConfigSources> = {}) =>
  loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => text,
    place: CONFIG_PLACE,
    ...more,
  });
const loadJson = (value: unknown) => load(JSON.stringify(value));
/** An entry that says nothing but its name. */
const PLAIN = {
  awsProfile: null,
  region: null,
  requiredRoles: [],
  role: null,
  externalId: null,
  sourceProfile: null,
  mfaSerial: null,
  durationSeconds: null,
  sourceIdentity: null,
};
const problemOf = (value: unknown) => loadJson(value).problem?.report();

describe("the guide's config files", () => {
  it('config.json: a default region', () => {
    const config = load(guide('config'));
    expect(config).toMatchObject({ region: 'us-east-1', problem: null, unenforceable: null, warnings: [] });
  });

  it('config_with_profile.json: an AWS profile by default', () => {
    const config = load(guide('config_with_profile'));
    expect(config.profiles).toEqual([{ ...PLAIN, name: 'default', awsProfile: 'myprofile' }]);
    expect(config).toMatchObject({ problem: null, unenforceable: null, warnings: [] });
  });

  it('named profiles with required roles', () => {
    const config = load(guide('named-profiles'));
    const role = (account: string, name: string) => ({
      arn: `arn:aws:iam::${account}:role/${name}`,
      partition: 'aws',
      account,
      name,
    });
    expect(config.profiles).toEqual([
      { ...PLAIN, name: 'production', requiredRoles: [role('123456789012', 'SecurityAdmin')] },
      { ...PLAIN, name: 'development', requiredRoles: [role('098765432109', 'Developer')] },
    ]);
    expect(config).toMatchObject({ problem: null, unenforceable: null, warnings: [] });
  });
});

describe('a config file', () => {
  it('sets everything that it may', () => {
    const config = loadJson({
      $schema: 'https://example.com/schema.json',
      credential_profiles: [{ name: 'a', use_aws_profile: true, aws_profile_name: 'b', region: 'eu-west-1' }],
      default_parameters: {
        region: 'eu-west-3',
        port: '8000-8010',
        protocol: 'udp',
        description_template: '{user} {date}',
      },
      port_mappings: [{ name: 'Admin', port: 9443, description: 'x' }],
      regions: ['us-east-1', 'eu-west-1', 'us-east-1'],
      audit: { file: '/var/log/x' },
      public_ip: { sources: ['https://ip.example/a', 'https://ip.example:8443/b?t=1'] },
      security_settings: { require_mfa: false, none: null },
    });
    expect(config).toMatchObject({
      region: 'eu-west-3',
      defaultPort: '8000-8010',
      defaultProtocol: 'udp',
      descriptionTemplate: '{user} {date}',
      profiles: [{ name: 'a', awsProfile: 'b', region: 'eu-west-1' }],
      problem: null,
      unenforceable: null,
      regions: ['us-east-1', 'eu-west-1'],
      ipSources: [
        { url: 'https://ip.example/a', host: 'ip.example', families: [4, 6] },
        { url: 'https://ip.example:8443/b?t=1', host: 'ip.example:8443', families: [4, 6] },
      ],
      warnings: ['audit'].map((part): unknown =>
        expect.stringMatching(new RegExp(`: ${part} has no effect in this version\\.$`)),
      ),
    });
    expect([...config.services]).toEqual([['admin', 9443]]);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('that wants a log of changes is told that there is none yet, and stops nothing', () => {
    const config = loadJson({ security_settings: { enable_audit_logging: true } });
    expect(config).toMatchObject({
      unenforceable: null,
      warnings: [expect.stringContaining('security_settings.enable_audit_logging has no effect')],
    });
  });

  it('may be left out, and may be empty', () => {
    const none = load('', { flags: {}, readFile: () => null });
    expect(none).toMatchObject({
      region: null,
      profiles: [],
      problem: null,
      unenforceable: null,
      warnings: [],
    });
    expect(loadJson({})).toMatchObject({ problem: null, warnings: [] });
    expect(load('\uFEFF{}')).toMatchObject({ problem: null });
  });

  it('that cannot be read is a problem with its cause', () => {
    const readFile = () => {
      throw Object.assign(new Error('EISDIR: CANARY'), { code: 'EISDIR' });
    };
    const report = load('', { readFile }).problem?.report();
    expect(report).toMatchObject({
      code: 'config_error',
      message: 'Config file /home/jo/me.json cannot be read (EISDIR).',
    });
  });

  it.each(['{"a" 1}', '', 'canary-secret', '{"default_parameters": {"region": "canary"'])(
    'that is no JSON is a problem with the place and without its words: %j',
    (text) => {
      const report = load(text).problem?.report();
      expect(report?.code).toBe('config_error');
      expect(withoutPlace(report?.message)).toMatch(
        /^Config file \/home\/jo\/me\.json(: not valid JSON| has \d mistakes\.$)/,
      );
      expect(report?.guidance.join(' ')).toContain('comma');
      expect(JSON.stringify(report)).not.toContain('canary');
    },
  );

  it.each<[unknown, string, string, string]>([
    [[], 'the file', 'a list', 'expected an object'],
    ['text', 'the file', 'a text of 4 characters', 'expected an object'],
    [{ credential_profiles: {} }, 'credential_profiles', 'an object', 'expected a list'],
    [{ credential_profiles: [{}] }, 'credential_profiles[0].name', 'nothing', 'expected text'],
    [
      { credential_profiles: [{ name: 'a' }, { name: 'b', use_aws_profile: 'yes' }] },
      'credential_profiles[1].use_aws_profile',
      '"yes"',
      'expected true or false',
    ],
    [
      { default_parameters: { region: 'us-east' } },
      'default_parameters.region',
      'a text of 7 characters',
      'expected a region such as "us-east-1"',
    ],
    [
      { default_parameters: { port: 70000 } },
      'default_parameters.port',
      '70000',
      'expected a port such as 443',
    ],
    [
      { default_parameters: { port: 'nope' } },
      'default_parameters.port',
      'a text of 4 characters',
      'expected a port such as 443',
    ],
    [
      { default_parameters: { protocol: 'tpc' } },
      'default_parameters.protocol',
      'a text of 3 characters',
      'expected a protocol such as "tcp"',
    ],
    [
      { default_parameters: { description_template: 'by {who}' } },
      'default_parameters.description_template',
      'a text of 8 characters',
      'no placeholder but {date} and {user}',
    ],
    [
      { default_parameters: { description_template: 'Zoë' } },
      'default_parameters.description_template',
      'a text of 3 characters',
      'expected at most 255 characters',
    ],
    [{ port_mappings: [{ name: 'x', port: '443' }] }, 'port_mappings[0].port', '"443"', 'expected a number'],
    [
      { port_mappings: [{ name: 'x', port: 65536 }] },
      'port_mappings[0].port',
      '65536',
      'expected a port from 0 to 65535',
    ],
    [{ regions: ['us-east-1', 'moon'] }, 'regions[1]', 'a text of 4 characters', 'expected a region'],
    [{ security_settings: [] }, 'security_settings', 'a list', 'expected an object'],
  ])(
    'that is wrong names the path, the value, what is expected and the fix: %j',
    (file, path, value, expected) => {
      const report = problemOf(file);
      expect(report?.code).toBe('config_error');
      expect(
        withoutPlace(report?.message)?.startsWith(
          `Config file /home/jo/me.json: ${path} is wrong: got ${value}, `,
        ),
      ).toBe(true);
      expect(withoutPlace(report?.message)).toContain(expected);
      expect(report?.guidance.at(-1)).toBe(
        `Mend ${path} in /home/jo/me.json, then repeat the call; the file is read at start, so restart a server.`,
      );
    },
  );

  it('a default port may be a name of the file', () => {
    expect(
      loadJson({ default_parameters: { port: 'admin' }, port_mappings: [{ name: 'admin', port: 9443 }] }),
    ).toMatchObject({ problem: null, defaultPort: 'admin' });
  });

  it('never repeats what looks like a secret', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(JSON.stringify(problemOf({ default_parameters: { region: secret } }))).not.toContain('wJalr');
  });

  it('with a key that is not known: a warning with the nearest', () => {
    const { warnings, problem } = loadJson({
      default_parameter: {},
      default_parameters: { regoin: 'us-east-1' },
      credential_profiles: [{ name: 'a', aws_profile: 'b' }],
      zzz: 1,
      'a\u202eb': 1,
      constructor: 1,
    });
    expect(problem).toBeNull();
    expect(warnings.map(withoutPlace)).toEqual([
      'Config file /home/jo/me.json: default_parameter is not a key known here; did you mean "default_parameters"?',
      'Config file /home/jo/me.json: default_parameters.regoin is not a key known here; did you mean "region"?',
      'Config file /home/jo/me.json: credential_profiles[0].aws_profile is not a key known here; did you mean "use_aws_profile"?',
      'Config file /home/jo/me.json: zzz is not a key known here.',
      'Config file /home/jo/me.json: a\\u{202e}b is not a key known here.',
      'Config file /home/jo/me.json: constructor is not a key known here.',
    ]);
  });
});
