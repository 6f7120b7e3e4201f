import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';

const PROXIED = {
  AWS_ACCESS_KEY_ID: 'AKIACANARY',
  AWS_SECRET_ACCESS_KEY: 'canary-secret',
  AWS_SESSION_TOKEN: 'canary-token',
  HTTPS_PROXY: 'http://jo:canary-password@proxy.example:3128',
  AWS_PROFILE: 'dev',
  NO_PROXY: 'localhost',
  UNRELATED: 'canary-unrelated',
};

describe('doctor', () => {
  it('tells of the machine, then whose credentials there are and what they may do', async () => {
    const { out, err, code } = await openTerminal().run('doctor', 'sg-123456', '--sandbox');
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(
      /^awswhitelist \S+, Node v\d+\.\d+\.\d+, \w+ \w+\nConfig file: none in force \(there is no \S+\/config\.json\)\n/,
    );
    expect(out).toContain('These are the credentials of arn:aws:iam::123456789012:user/admin.');
    expect(out).toContain('They may list, check, add and remove.');
  });

  it('names what the environment sets, and shows no secret of it', async () => {
    const terminal = openTerminal({ env: PROXIED });
    const { out } = await terminal.run('doctor', '--sandbox', '--json');
    expect(JSON.parse(out)).toMatchObject({
      environment: {
        AWS_PROFILE: 'dev',
        AWS_ACCESS_KEY_ID: '(set)',
        AWS_SECRET_ACCESS_KEY: '(set)',
        AWS_SESSION_TOKEN: '(set)',
        HTTPS_PROXY: 'http://proxy.example:3128',
        NO_PROXY: 'localhost',
      },
      whoami: { account: '123456789012' },
    });
    const text = await terminal.run('doctor', '--sandbox');
    expect(out + text.out).not.toMatch(/canary/i);
  });

  it('tells the rest where the config file is wrong, and what is wrong with it', async () => {
    const terminal = openTerminal();
    terminal.write('config.json', '{"default_parameters": {"region": 7}}');
    const { out, err, code } = await terminal.run('doctor', '-c', 'config.json', '--sandbox');
    expect(code).toBe(2);
    expect(out).toContain('AWS profiles on this machine');
    expect(err).toMatch(/^Error: Config file .*default_parameters\.region/);
  });

  it('names the file in force, its profiles and its warnings', async () => {
    const terminal = openTerminal();
    terminal.write('config.json', '{"credential_profiles": [{"name": "production"}], "reigons": []}');
    const { out, code } = await terminal.run('doctor', '-c', 'config.json', '--sandbox');
    expect(code).toBe(0);
    expect(out).toContain(
      `Config file: ${terminal.folder}/config.json (named by -c, in the working directory)\n`,
    );
    expect(out).toContain('its credential_profiles: production');
    expect(out).toMatch(/Warning: .*reigons/);
  });

  it('without credentials tells how to give them, with exit code 3', async () => {
    const { out, err, code } = await openTerminal().run('doctor');
    expect(code).toBe(3);
    expect(out).toContain('Config file: none in force');
    expect(err).toMatch(/^Error: AWS credentials are required/);
    const json = await openTerminal().run('doctor', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'credentials_required' } });
  });

  it('[F01] offers the profiles of ~/.aws and nothing else that stands there, and names what cannot be read', async () => {
    const terminal = openTerminal();
    const folder = join(terminal.folder, '.aws');
    mkdirSync(folder, { recursive: true });
    const config = [
      '[profile acme-dev]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = Dev\nregion us-east-1',
      '[sso-session acme]\nsso_start_url = https://d-0000000000.awsapps.example/start\nsso_region = us-east-1',
      '[services mine]\nec2 =\n  endpoint_url = http://127.0.0.1:9',
      '[profile "My Laptop"]\nrole_arn = arn:aws:iam::123456789012:role/Dev\nsource_profile = acme-dev\n',
    ];
    writeFileSync(join(folder, 'config'), config.join('\n'));
    vi.stubEnv('HOME', terminal.folder);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { out } = await terminal.run('doctor', '--json');
    const facts = JSON.parse(out) as Record<string, unknown>;
    expect(facts['aws_profiles']).toEqual([
      { name: 'acme-dev', kind: 'IAM Identity Center' },
      { name: 'My Laptop', kind: 'role' },
    ]);
    expect(facts['aws_file_warnings']).toEqual(['~/.aws/config: line 5 has no `=` and is left out.']);
    const text = await terminal.run('doctor');
    expect(text.out).toContain('Warning: ~/.aws/config: line 5 has no `=`');
    expect(out + text.out + text.err).not.toContain('sso-session');
  });

  it('takes no option that it does not know', async () => {
    const { err, code } = await openTerminal().run('doctor', '--port', '22');
    expect(code).toBe(2);
    expect(err).toContain('doctor takes no --port');
  });
});
