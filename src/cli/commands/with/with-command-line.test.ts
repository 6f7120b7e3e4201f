import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';
import type { Io } from '#cli/terminal/io.ts';
import { parseCommandLine } from '#cli/parse.ts';
import { readWithCall, type WithCall } from './with-command-line.ts';

const io: Io = {
  warnings: [],
  env: {},
  home: '/',
  cwd: '/',
  user: 'jo',
  out: () => {},
  err: () => {},
  input: Readable.from([]),
  errWidth: () => null,
  isInteractive: false,
  ask: null,
  stop: new AbortController().signal,
  takeSignals: () => () => {},
};

const read = (...argv: string[]): Promise<WithCall> => readWithCall(parseCommandLine(['with', ...argv]), io);

describe('[with.line] a command line of with', () => {
  it('gives the command all that stands after --, to the letter', async () => {
    const args = ['-h', 'db', '--port', '5432', '--json', '--', '-c', 'select 1'];
    const call = await read('current', 'staging-db', '--port', 'https', '--', 'psql', ...args);
    expect(call).toEqual({
      access: { ip_address: 'current', target: 'staging-db', port: 'https' },
      addArguments: {},
      holder: undefined,
      minutes: null,
      command: 'psql',
      args,
    });
  });

  it('takes the options of add that mean something to it', async () => {
    const options = ['--region', 'eu-west-1', '--profile', 'p', '--protocol', 'udp', '--families', '4'];
    const own = ['--reason', 'deploy', '--holder', 'jo', '--description', 'Jo', '--expires-in', '1h30m'];
    expect(await read('--ip-address', 'current', ...options, ...own, 'sg-123456', '--', 'x')).toEqual({
      access: {
        ip_address: 'current',
        security_group_id: 'sg-123456',
        region: 'eu-west-1',
        profile: 'p',
        protocol: 'udp',
        families: '4',
      },
      addArguments: { reason: 'deploy', description: 'Jo' },
      holder: 'jo',
      minutes: 90,
      command: 'x',
      args: [],
    });
  });

  it.each([
    [['203.0.113.7', 'web'], 'Nothing says which command to run'],
    [['203.0.113.7', 'web', '--'], 'Nothing says which command to run'],
    [['203.0.113.7', 'web', '--', ''], 'Nothing says which command to run'],
    [['203.0.113.7', '198.51.100.4', 'web', '--', 'x'], '"198.51.100.4" is one word too many'],
    [['203.0.113.7', 'web', 'db', '--', 'x'], '"db" is one word too many: with takes IP_ADDRESS TARGET.'],
    [['203.0.113.7', 'web', '--json', '--', 'x'], 'with takes no --json'],
    [['203.0.113.7', 'web', '--expires-in', 'never', '--', 'x'], 'with takes no --expires-in never'],
    [['203.0.113.7', 'web', '--expires-in', 'soon', '--', 'x'], 'Invalid --expires-in: got "soon"'],
    [['203.0.113.7', 'web', '--expires-in', '0m', '--', 'x'], 'Invalid --expires-in: got "0m"'],
  ])('is refused: %j', async (argv, message) => {
    await expect(read(...argv)).rejects.toThrow(message);
  });

  it.each([
    ['--dry-run', 'with takes no --dry-run: a plan is no access'],
    ['--expires-at=2030-01-01T00:00Z', 'with takes no --expires-at: the grant is renewed'],
    ['--allow-gap', 'with takes no --allow-gap: '],
    ['--targets=a,b', 'with takes no --targets: it takes one target.'],
    ['--from=-', 'with takes no --from: it takes one address'],
    ['--whole-rule', 'with takes no --whole-rule.'],
  ])('has a word for what belongs to other commands: %s', async (option, message) => {
    const { code, out, err } = await openTerminal().run('with', '1.2.3.4', 'sg-123456', option, '--', 'x');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`Error: ${message}`);
  });

  it('says nothing on standard output for a --json that is the command’s', async () => {
    const { code, out } = await openTerminal().run('with', 'bad.address.1', '--', 'x', '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

it('other commands take words after -- as their own, as ever', () => {
  expect(parseCommandLine(['add', '--port', '1', '--', '203.0.113.7', '-x'])).toMatchObject({
    command: 'add',
    words: ['203.0.113.7', '-x'],
    run: null,
  });
  expect(parseCommandLine(['--', 'with', 'a'])).toMatchObject({ command: 'with', words: ['a'], run: null });
});
