import { describe, expect, it } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';
import { dropUnfilledVariables } from './unfilled-variables.ts';

describe('[hosts.unfilled] the environment', () => {
  it('loses what a host did not fill in, with a warning for each', () => {
    const env: Record<string, string | undefined> = {
      AWS_PROFILE: '${user_config.profile}',
      AWS_REGION: '${env:AWS_REGION}',
      AWS_SECRET_ACCESS_KEY: '${user_config.secret}',
      AWS_DEFAULT_REGION: 'eu-west-1',
      PATH: '${HOME}/bin',
    };
    const warnings = dropUnfilledVariables(env);
    expect(env).toEqual({ AWS_DEFAULT_REGION: 'eu-west-1', PATH: '${HOME}/bin' });
    expect(warnings.map((text) => /in (\w+) unfilled/.exec(text)?.[1])).toEqual([
      'AWS_PROFILE',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
    ]);
  });

  it.each(['', 'dev', '$dev', '$(dev)', '{dev}', '${}', '${1}', 'a{$b}'])('keeps %j', (value) => {
    const env = { AWS_PROFILE: value };
    expect(dropUnfilledVariables(env)).toEqual([]);
    expect(env).toEqual({ AWS_PROFILE: value });
  });

  it('is told of in each answer', async () => {
    const terminal = openTerminal({ warnings: ['AWS_PROFILE was not filled in.'] });
    const { out, err } = await terminal.run('list', 'sg-123456', '--sandbox', '--json');
    expect(JSON.parse(out)).toMatchObject({ warnings: ['AWS_PROFILE was not filled in.'] });
    expect(err).toContain('AWS_PROFILE was not filled in.');
  });
});

it.each(['${user_config.config}', '${env:CONFIG}/limits.json'])(
  '[hosts.unfilled] a config file %s is none, and nothing is changed',
  async (name) => {
    const terminal = openTerminal();
    const { code, out } = await terminal.run('list', 'sg-123456', '--sandbox', '--json', '-c', name);
    expect(code).not.toBe(0);
    const { error } = JSON.parse(out) as { error: { code: string; message: string } };
    expect(error).toMatchObject({ code: 'config_error' });
    expect(error.message).toContain('which the host should have filled in');
  },
);
