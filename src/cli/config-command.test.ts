import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';

/** A person's terminal, with a config folder that is there. */
function open() {
  const terminal = openTerminal();
  const own = join(terminal.folder, 'config/awswhitelist');
  mkdirSync(own, { recursive: true });
  return { ...terminal, own, usual: join(own, 'config.json') };
}

describe('awswhitelist config', () => {
  it('init writes a first file that sets nothing and has no mistake, and never replaces one', async () => {
    const { run, usual } = open();
    expect(await run('config', 'init')).toMatchObject({ code: 0, out: `${usual}\n` });
    expect(statSync(usual).mode & 0o777).toBe(0o600);
    expect(await run('config', 'check')).toEqual({
      code: 0,
      out: `Config file ${usual} (in your config folder): nothing is wrong.\n`,
      err: '',
    });
    const before = readFileSync(usual, 'utf8');
    const again = await run('config', 'init');
    expect(again.code).toBe(2);
    expect(again.err).toContain('is there already; it stays as it is.');
    expect(readFileSync(usual, 'utf8')).toBe(before);
  });

  it('init writes examples that are right, once they are taken in', async () => {
    const { run, usual, write } = open();
    await run('config', 'init');
    // Every line that is a setting, and none that is prose.
    const text = readFileSync(usual, 'utf8').replace(/^( +)\/\/ (?=["{])/gm, '$1');
    write('config/awswhitelist/config.json', text);
    expect(text).toContain('\n    "read_only": false,');
    expect(await run('config', 'check')).toMatchObject({ code: 0, err: '' });
  });

  it('path tells where the file is, or would be', async () => {
    const { run, usual, own, folder, write } = open();
    expect(await run('config', 'path')).toEqual({
      code: 0,
      out: `${usual}\n`,
      err: 'Config file: not there yet.\n',
    });
    write('config/awswhitelist/config.json', '{}');
    expect(await run('config', 'path')).toMatchObject({ err: 'Config file: in your config folder.\n' });
    expect(await run('config', 'path', '-c', 'work.json')).toMatchObject({ out: `${own}/work.json\n` });
    expect(await run('config', 'path', '-c', './work.json')).toMatchObject({ out: `${folder}/work.json\n` });
    expect(await run('config', 'path', '--no-config')).toEqual({
      code: 0,
      out: '',
      err: 'No config file: left out by --no-config.\n',
    });
  });

  it('check tells mistakes, what stops changes, entries that are not used, and warnings', async () => {
    const { run, write } = open();
    write('config/awswhitelist/a.json', '{"regions": 7, "grants": {"holder": 8}}');
    const wrong = await run('config', 'check', 'a.json');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('a.json has 2 mistakes.');
    write(
      'config/awswhitelist/b.json',
      '{"read_only": true, "credential_profiles": [{"name": "a", "x": 1}], "_": ""}',
    );
    const stopped = await run('config', 'check', '-c', 'b.json');
    expect(stopped.code).toBe(2);
    expect(stopped.out).toContain('Warning: Config file');
    expect(stopped.err).toContain('asks for limits that this version cannot keep: read_only.');
    expect(stopped.err).toContain('this profile is not used');
    const json = await run('config', 'check', '--json', 'b.json');
    expect(JSON.parse(json.out)).toMatchObject({
      errors: [{ code: 'config_error' }, { code: 'config_error' }],
    });
    expect(await run('config', 'check', '--no-config')).toEqual({
      code: 0,
      out: 'No config file: left out by --no-config.\n',
      err: '',
    });
  });

  it.each([[[]], [['edit']], [['path', 'x']], [['check', 'a', 'b']], [['check', 'a', '-c', 'b']]])(
    'wants to know what to do: %j',
    async (words) => {
      expect((await open().run('config', ...words)).code).toBe(2);
    },
  );

  it('-c and --no-config contradict each other', async () => {
    const { code, err } = await open().run('list', '-c', 'a.json', '--no-config');
    expect(code).toBe(2);
    expect(err).toContain('contradict each other');
  });
});

describe("a command's answer", () => {
  it('warns of a file in the working directory that it used, once', async () => {
    const { run, write } = open();
    write('x.json', '{"_comment": "mine"}');
    const { code, out, err } = await run('list', '--sandbox', '-c', 'x.json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Warning: The config file in force is \S+\/x\.json, of the working directory\./);
    expect(out).toMatch(
      /Warning: Config file \S+\/x\.json, line 1, column 14: _comment is not a key known here\./,
    );
  });

  it('does not come about with what a file in the working directory allows', async () => {
    const { run, write } = open();
    write('config/awswhitelist/config_with_profile.json', '{"security_settings":{"read_only":true}}');
    write(
      'config_with_profile.json',
      '{"security_settings":{"allow_world_open":true,"confirm":"never","sensitive_ports":[{"port":22,"min_prefix_length":{"ipv4":0,"ipv6":0}}]}}',
    );
    const words = ['0.0.0.0/0', 'sg-123456', '--port', '22', '--sandbox', '-c', 'config_with_profile.json'];
    const { code, err } = await run('add', ...words);
    expect(code).toBe(4);
    expect(err).toContain('This configuration allows no changes.');
    const listed = await run('list', '--sandbox', '-c', 'config_with_profile.json');
    expect(listed.out).toMatch(/Warning: \S+ in the working directory is not used: \S+ comes first\./);
  });
});

it('a file without an end, or in another encoding, is told as such', async () => {
  const { run, write } = open();
  write('big.json', `{"a": "${'x'.repeat(1_100_000)}"}`);
  const { code, err } = await run('list', '--sandbox', '-c', './big.json');
  expect(code).toBe(2);
  expect(err).toContain('cannot be read (TOO_LARGE).');
  expect(err).toContain('larger than 1 MiB');
});
