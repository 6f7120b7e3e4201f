import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig, type ConfigSources } from './load.ts';
import { CONFIG_PLACE, withoutPlace } from '#test/support/harness/config-place.ts';

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

describe('limits that are not kept', () => {
  it.each<[object, string]>([
    [{ security_settings: { denied_ports: [443] } }, 'security_settings.denied_ports'],
    [{ security_settings: { min_prefix_length: { ipv5: 4 } } }, 'security_settings.min_prefix_length.ipv5'],
    [
      { security_settings: { sensitive_ports: [{ port: 22, min_prefix: 32 }] } },
      'security_settings.sensitive_ports[0].min_prefix',
    ],
    [{ security_settings: { max_prefix: 24 } }, 'security_settings.max_prefix'],
    [{ security_settings: { nested: { a: 1 } } }, 'security_settings.nested'],
  ])('%j', (file, path) => {
    const config = loadJson(file);
    expect(config.problem).toBeNull();
    expect(config.unenforceable?.report()).toMatchObject({
      message: `/home/jo/me.json asks for limits that this version cannot keep: ${path}.`,
      guidance: expect.arrayContaining([expect.stringContaining('Nothing is changed')]) as unknown,
    });
  });
});

describe('limits that are kept', () => {
  it.each<[object, object]>([
    [{}, { requireMfa: false, allowRoot: true }],
    [{ security_settings: { require_mfa: true } }, { requireMfa: true, allowRoot: true }],
    [{ security_settings: { allow_root: false } }, { requireMfa: false, allowRoot: false }],
  ])('%j', (file, security) => {
    expect(loadJson(file)).toMatchObject({ security, unenforceable: null, problem: null, warnings: [] });
  });

  it.each(['require_mfa', 'allow_root'])('%s is true or false and nothing else', (key) => {
    const { problem } = loadJson({ security_settings: { [key]: 'true' } });
    expect(withoutPlace(problem?.message)).toBe(
      `Config file /home/jo/me.json: security_settings.${key} is wrong: got "true", expected true or false.`,
    );
  });

  it('one that is misspelt stops changes, and the nearest is told', () => {
    const config = loadJson({ security_settings: { requires_mfa: true } });
    expect(config.unenforceable?.message).toContain('security_settings.requires_mfa');
    expect(config.warnings.map(withoutPlace)).toEqual([
      'Config file /home/jo/me.json: security_settings.requires_mfa is not a key known here; did you mean "require_mfa"?',
    ]);
  });
});

describe('the log level', () => {
  const level = (text: string | undefined, verbose = false) =>
    loadConfig({
      flags: { verbose },
      env: { AWS_WHITELIST_LOG_LEVEL: text },
      readFile: () => null,
      place: CONFIG_PLACE,
    });

  it.each([
    [undefined, 'warning'],
    ['DEBUG', 'debug'],
    ['debug', 'debug'],
    ['Info', 'info'],
    ['WARNING', 'warning'],
    ['WARN', 'warning'],
    ['ERROR', 'error'],
    ['CRITICAL', 'error'],
  ])('%j is %s', (text, expected) => {
    expect(level(text)).toMatchObject({ logLevel: expected, warnings: [] });
  });

  it('-v is debug, whatever the environment says', () => {
    expect(level('ERROR', true).logLevel).toBe('debug');
  });

  it.each([
    ['DEBIG', '; did you mean DEBUG?'],
    ['loud', ''],
    ['constructor', ''],
    ['__proto__', ''],
  ])('%j is a warning', (text, meant) => {
    expect(level(text)).toMatchObject({
      logLevel: 'warning',
      warnings: [`AWS_WHITELIST_LOG_LEVEL is not one of ERROR, WARNING, INFO, DEBUG${meant}`],
    });
  });
});

describe('loadConfig never throws', () => {
  it('for any JSON, any text, any environment', () => {
    const keys = [
      'credential_profiles',
      'default_parameters',
      'port_mappings',
      'regions',
      'grants',
      'security_settings',
      'name',
      'port',
      'region',
      'protocol',
      'description_template',
      '__proto__',
      'constructor',
    ];
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.constantFrom('us-east-1', 'tcp', 443, '{user}', true),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(
        fc.oneof(
          value.map((v) => JSON.stringify(v)),
          fc.string(),
        ),
        fc.string(),
        (text, env) => {
          const config = load(text, { env: { AWS_WHITELIST_LOG_LEVEL: env } });
          expect(config.problem === null || config.problem.code === 'config_error').toBe(true);
          expect(['error', 'warning', 'info', 'debug']).toContain(config.logLevel);
        },
      ),
    );
  });
});

it.each([
  [{}, 30_000],
  [{ server: { call_timeout_seconds: 1 } }, 1_000],
  [{ server: { call_timeout_seconds: 300 } }, 300_000],
])('the limit of one call: %j', (file, milliseconds) => {
  expect(load(JSON.stringify(file)).callLimit).toBe(milliseconds);
});

it.each([0, 301, '30'])('no limit of one call: %j', (seconds) => {
  const { problem } = load(JSON.stringify({ server: { call_timeout_seconds: seconds } }));
  expect(withoutPlace(problem?.message)).toContain('server.call_timeout_seconds');
});
