import { describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { CONFIG_PLACE, withoutPlace } from '#test/support/harness/config-place.ts';

const load = (grants: unknown, security_settings: object = {}) =>
  loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify({ grants, security_settings }),
    place: CONFIG_PLACE,
  });

const NOTHING = { holder: null, defaultEnd: null, sweepAfterChange: true, sweepGroups: [] };

describe('grants', () => {
  it.each([{}, { sweep_groups: [] }, { sweep_after_change: true }])(
    '%j is as if nothing was said',
    (file) => {
      expect(load(file)).toMatchObject({ grants: NOTHING, problem: null, warnings: [], unenforceable: null });
    },
  );

  it('become what calls use', () => {
    const file = {
      holder: 'jo@example.com',
      default_expires_in: '1h30m',
      sweep_after_change: false,
      sweep_groups: ['sg-0123abcd', 'tag:env=staging', ' staging-db ', 'staging-db'],
    };
    expect(load(file)).toMatchObject({
      grants: {
        holder: 'jo@example.com',
        defaultEnd: { kind: 'in', minutes: 90 },
        sweepAfterChange: false,
        sweepGroups: ['sg-0123abcd', 'tag:env=staging', 'staging-db'],
      },
      problem: null,
      warnings: [],
      unenforceable: null,
    });
  });

  it.each<[unknown, string, string, string?]>([
    ['jo', ' is wrong: got a text of 2 characters', 'expected an object'],
    [{ holder: 7 }, '.holder is wrong: got a number', 'expected text'],
    [{ holder: '' }, '.holder is wrong: got an empty text', 'expected 1 to 24 letters, digits and ._@-'],
    [{ holder: 'Jo Doe' }, '.holder is wrong: got a text of 6 characters', 'such as "jo"'],
    [{ holder: 'j'.repeat(25) }, '.holder is wrong: got a text of 25 characters', 'expected 1 to 24'],
    [{ default_expires_in: 2 }, '.default_expires_in is wrong: got a number', 'expected text'],
    [
      { default_expires_in: '2 h' },
      '.default_expires_in is wrong: got a text of 3 characters',
      'such as "2h", "45m" or "3d"',
    ],
    [
      { default_expires_in: '' },
      '.default_expires_in is wrong: got an empty text',
      'expected a time from 1m to 3650d',
    ],
    [
      { default_expires_in: '0m' },
      '.default_expires_in is wrong: got a text of 2 characters',
      'expected a time from 1m',
    ],
    [{ default_expires_in: '3651d' }, '.default_expires_in is wrong: got a text of 5 characters', 'to 3650d'],
    [
      { default_expires_in: 'never' },
      '.default_expires_in is wrong: got a text of 5 characters',
      'leave the key out for grants without an end',
    ],
    [{ sweep_after_change: 'no' }, '.sweep_after_change is wrong: got "no"', 'expected true or false'],
    [
      { sweep_groups: 'sg-0123abcd' },
      '.sweep_groups is wrong: got a text of 11 characters',
      'expected a list',
    ],
    [
      { sweep_groups: ['web', 'sg-xyz'] },
      '.sweep_groups[1] is wrong: got a text of 6 characters',
      'expected a security group, or what is in one, such as "sg-0123abcd"',
    ],
    [
      { sweep_groups: [' '] },
      '.sweep_groups[0] is wrong: got a text of 1 character',
      'expected a security group',
    ],
    [
      { sweep_groups: ['tag:env'] },
      '.sweep_groups[0] is wrong: got a text of 7 characters',
      'expected a security group',
      'A tag is written "tag:KEY=VALUE"',
    ],
  ])('%j is refused', (file, where, expected, hint) => {
    const config = load(file);
    const report = config.problem?.report();
    expect(report?.code).toBe('config_error');
    expect(withoutPlace(report?.message)).toContain(`Config file /home/jo/me.json: grants${where}`);
    expect(withoutPlace(report?.message)).toContain(expected);
    if (hint === undefined) expect(report?.guidance).toHaveLength(1);
    else expect(report?.guidance[0]).toContain(hint);
    // Nothing of a wrong file is in force by halves.
    expect(config.grants).toEqual(NOTHING);
  });

  it.each<[object, object, boolean]>([
    [{ default_expires_in: '8h' }, { max_rule_duration_hours: 8 }, true],
    [{ default_expires_in: '481m' }, { max_rule_duration_hours: 8 }, false],
    [{ default_expires_in: '30m' }, { max_rule_duration_hours: 0.5 }, true],
    [{ default_expires_in: '42m' }, { max_rule_duration_hours: 0.7 }, true],
    [{ default_expires_in: '1d' }, { max_rule_duration_hours: 8 }, false],
    [{ default_expires_in: '1d' }, {}, true],
    [{}, { max_rule_duration_hours: 8 }, true],
  ])('a default that no call could have is refused: %j with %j', (file, settings, isFine) => {
    const { problem } = load(file, settings);
    if (isFine) expect(problem).toBeNull();
    else {
      expect(withoutPlace(problem?.message)).toContain('grants.default_expires_in is wrong');
      expect(withoutPlace(problem?.message)).toContain(
        'expected no more than security_settings.max_rule_duration_hours, 8 h',
      );
      expect(problem?.report().guidance[0]).toContain('Shorten the one or lengthen the other');
    }
  });

  it('a default that is no time is told as such, whatever the longest life', () => {
    const { problem } = load({ default_expires_in: 'soon' }, { max_rule_duration_hours: 8 });
    expect(withoutPlace(problem?.message)).toContain('expected a time from 1m to 3650d');
  });

  it('a key that is not known is a warning with the nearest, and stops changes where it would end access', () => {
    const config = load({ default_expire_in: '2h', zzz: 1 });
    expect(config.problem).toBeNull();
    expect(config.unenforceable?.message).toMatch(/cannot keep: grants\.default_expire_in\.$/);
    expect(config.warnings.map(withoutPlace)).toEqual([
      'Config file /home/jo/me.json: grants.default_expire_in is not a key known here; did you mean "default_expires_in"?',
      'Config file /home/jo/me.json: grants.zzz is not a key known here.',
    ]);
    expect(load({ zzz: 1 }).unenforceable).toBeNull();
  });

  it('never repeat what looks like a secret', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    for (const file of [{ holder: secret }, { default_expires_in: secret }, { sweep_groups: [secret] }]) {
      const { problem } = load(file);
      expect(problem).not.toBeNull();
      expect(JSON.stringify(problem?.report())).not.toContain('wJalr');
    }
  });
});
