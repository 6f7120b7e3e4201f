import { describe, expect, it } from 'vitest';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';
import { loadConfig } from './load.ts';

const load = (text: string) =>
  loadConfig({ flags: { config: 'me.json' }, env: {}, readFile: () => text, place: CONFIG_PLACE });

describe('a config file', () => {
  it('may have comments and trailing commas', () => {
    const { problem, region, fileWarnings } = load(`// my machines
{
  /* where */ "default_parameters": { "region": "eu-west-1", }, // Ireland
}
`);
    expect({ problem, region, fileWarnings }).toEqual({
      problem: null,
      region: 'eu-west-1',
      fileWarnings: [],
    });
  });

  it('is told all its mistakes at once, in their order, each with its place', () => {
    const report = load(`{
  "security_settings": {
    "read_only": "yes",
    "confirm": "sometimes",
    "rate_limit_per_minute": "10",
  },
  "regions": "us-east-1",
  "credential_profiles": [
    { "name": "a" },
    { "name": "a", "role_arn": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  ],
  "grants": { "default_expires_in": "3h" },
}
`).problem?.report();
    expect(report).toMatchObject({
      code: 'config_error',
      message: 'Config file /home/jo/me.json has 5 mistakes.',
    });
    expect(report?.guidance).toEqual([
      'Line 3, column 18: security_settings.read_only is wrong: got "yes", expected true or false.',
      'Line 4, column 16: security_settings.confirm is wrong: got a text of 9 characters, expected "never", "risky" or "always".',
      expect.stringContaining(
        'Line 5, column 30: security_settings.rate_limit_per_minute is wrong: got "10", expected a whole number from 1 such as 10',
      ),
      'Line 7, column 14: regions is wrong: got a text of 9 characters, expected a list. Example: "regions": ["us-east-1","eu-west-1"].',
      expect.stringMatching(
        /^Line 10, column 32: credential_profiles\[1\]\.role_arn is wrong: got a text of 40 characters, expected a role's ARN such as /,
      ),
      'Mend them in /home/jo/me.json, then repeat the call; the file is read at start, so restart a server.',
    ]);
  });

  it('is told how its sound sections contradict each other, beside what is wrong elsewhere', () => {
    const report = load(
      '{"security_settings":{"max_rule_duration_hours":1},"grants":{"default_expires_in":"2h"},"regions":[7]}',
    ).problem?.report();
    expect(report?.guidance.slice(0, 2)).toEqual([
      expect.stringContaining('grants.default_expires_in is wrong'),
      expect.stringContaining('regions[0] is wrong: got a number, expected text'),
    ]);
  });

  it.each([
    ['{"security_settings":{"confirm":"Always"}}', 'got "Always"'],
    ['{"security_settings":{"confirm":"allways"}}', 'got "allways"'],
    ['{"security_settings":{"read_only":"ture"}}', 'got "ture"'],
    ['{"security_settings":{"read_only":1}}', 'got 1,'],
    ['{"security_settings":{"confirm":"hunter2"}}', 'got a text of 7 characters'],
    ['{"security_settings":{"read_only":"hunter2"}}', 'got a text of 7 characters'],
    ['{"server":{"max_message_bytes":"123456"}}', 'got a text of 6 characters'],
    ['{"grants":{"holder":"hunter2 hunter2"}}', 'got a text of 15 characters'],
    ['{"grants":{"holder":123456}}', 'got a number,'],
    ['{"default_parameters":{"region":""}}', 'got an empty text'],
  ])('shows a value only where it is one of few words or a number: %s', (text, got) => {
    expect(load(text).problem?.message).toContain(got);
  });

  it.each([
    ['{"a" 1}', 'line 1, column 6: not valid JSON: a colon is missing.'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: not valid JSON: a comma is missing.'],
    ['{"a": 1', 'line 1, column 8: not valid JSON: a closing brace is missing.'],
    ['{"a": 1} x', 'not valid JSON'],
    ['{"a": "b\\c"}', 'not valid JSON: a backslash begins no escape that JSON has'],
    ['{"a": 1} /* no end', 'not valid JSON: a comment has no end.'],
    ['// nothing but this', 'not valid JSON'],
    ['['.repeat(200_000), 'line 1, column 1: not valid JSON: it is nested too deeply.'],
  ])('that is no JSON says where and what: %#', (text, told) => {
    const report = load(text).problem?.report();
    expect([report?.message, ...(report?.guidance ?? [])].join('\n').toLowerCase()).toContain(
      told.toLowerCase(),
    );
  });

  it('with very many mistakes has the first twenty told', () => {
    const report = load(JSON.stringify({ regions: Array.from({ length: 500 }, () => 7) })).problem?.report();
    expect(report?.message).toBe('Config file /home/jo/me.json has 500 mistakes.');
    expect(report?.guidance).toHaveLength(22);
    expect(report?.guidance.at(-2)).toBe('And 480 more.');
  });
});
