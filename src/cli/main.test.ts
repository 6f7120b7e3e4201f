import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createEc2Error, startFakeAws } from '#test/support/fake-aws/fake-aws.ts';
import { openTerminal, type Terminal } from '#test/support/program/terminal.ts';
import { formatGeneralHelp, formatToolHelp } from './help.ts';
import { toolCommands } from '#cli/arguments/tool-commands.ts';

const RULE = ['203.0.113.7', 'sg-0123abcd', '--port', 'https', '--sandbox'];
const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('the commands on a sandbox of their own', () => {
  it('let an address in, say so, show it and take it out, over several runs', async () => {
    const { run, folder } = openTerminal();
    const before = await run('check', ...RULE);
    expect(before).toMatchObject({ code: 1, err: '' });
    expect(before.out).toMatch(/^No: sg-0123abcd does not let in tcp 443 from 203\.0\.113\.7\/32\.\n/);

    const added = await run('add', ...RULE, '--description', 'Jo, home');
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out.replace(/sgr-\w+/, 'sgr-…                ')).toMatchInlineSnapshot(`
      "Added to sg-0123abcd.

      SOURCE          PROTOCOL  PORTS  RULE ID                HELD BY  DESCRIPTION
      203.0.113.7/32  tcp       443    sgr-…                  jo       Jo, home

      Access of jo without an end.
      Account 123456789012, region us-east-1, credentials from the sandbox.
      "
    `);

    expect((await run('check', ...RULE)).code).toBe(0);
    const listed = await run('list', 'sg-0123abcd', '--sandbox');
    expect(listed.out).toMatch(/^sg-0123abcd \("office-access"\) has 3 inbound rules\.\n\nSOURCE /);
    expect(listed.out).toContain('203.0.113.7/32');

    expect(await run('remove', ...RULE)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Removed from sg-0123abcd\./),
    });
    const again = await run('remove', ...RULE);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/^Not found in sg-0123abcd: nothing was removed\.\nAccount 123456789012, /);
    expect(existsSync(join(folder, 'state/awswhitelist/sandbox.json'))).toBe(true);
  });

  it('--json prints the result itself, wherever it stands', async () => {
    const { run } = openTerminal();
    const results = [
      await run('--json', 'add', ...RULE),
      await run('check', '--json', ...RULE),
      await run('list', 'sg-0123abcd', '--sandbox', '--json'),
      await run('remove', ...RULE, '--json'),
    ];
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const [added, checked, listed, removed] = results.map(({ out }) => json(out));
    expect(added).toMatchObject({
      status: 'added',
      rules: [{ cidr: '203.0.113.7/32' }],
      undo: [{ tool: 'whitelist_undo' }],
    });
    expect(checked).toMatchObject({ allowed: true });
    expect(listed?.['rules']).toHaveLength(3);
    expect(removed).toMatchObject({ status: 'removed' });
  });

  it('list without a group shows the groups', async () => {
    const { out, code } = await openTerminal().run('list', '--sandbox', '--region', 'us-east-1');
    expect(code).toBe(0);
    expect(out).toMatch(/^8 security groups in us-east-1\.\n\nGROUP +NAME +VPC +RULES +DESCRIPTION\n/);
    expect(out).toContain('sg-123456');
  });

  it('an open question has a code of its own', async () => {
    const { run } = openTerminal();
    const groups = json((await run('list', '--json', '--sandbox')).out)['groups'] as {
      name: string;
      security_group_id: string;
    }[];
    const bastion = groups.find(({ name }) => name === 'bastion')!.security_group_id;
    expect(await run('check', '203.0.113.7', bastion, '--port', 'ssh', '--sandbox')).toMatchObject({
      code: 8,
      out: expect.stringMatching(/^Not known: /),
    });
  });

  it('-v tells on standard error what happens, without a secret', async () => {
    const { err, out } = await openTerminal().run('-v', 'check', ...RULE);
    expect(err).toContain('DEBUG AWS ec2:DescribeSecurityGroups');
    expect(err).not.toContain('real+secret');
    expect(out).not.toContain('DEBUG');
  });
});

describe('errors', () => {
  const failing = async (terminal: Terminal, ...argv: string[]) => {
    const plain = await terminal.run(...argv);
    const asJson = await terminal.run('--json', ...argv);
    expect(plain.out).toBe('');
    const withoutId = (text: string) => text.replace(/request id \S+/, '');
    expect(asJson.code).toBe(plain.code);
    expect(withoutId(asJson.err)).toBe(withoutId(plain.err));
    const { error } = json(asJson.out) as { error: { code: string; message: string } };
    expect(plain.err.startsWith(`Error: ${error.message}\n`)).toBe(true);
    return { ...plain, error };
  };

  it('of input: code 2, on standard error, and as JSON where that is asked for', async () => {
    const { code, err, error } = await failing(
      openTerminal(),
      'add',
      '300.1.1.1',
      'sg-0123abcd',
      '--port',
      '443',
      '--sandbox',
    );
    expect(code).toBe(2);
    expect(error.code).toBe('invalid_input');
    expect(err).toBe(
      'Error: Invalid ip_address: got "300.1.1.1", expected an IPv4 or IPv6 address, or a CIDR block. Example: 203.0.113.7, 203.0.113.0/24 or 2001:db8::1.\n  - An IPv4 address has four numbers from 0 to 255.\n',
    );
  });

  it.each([
    ['add', ['203.0.113.7', 'sg-1', '--porr', '443'], 'Unknown option --porr.', 'Did you mean --port?'],
    [
      'add',
      ['--security-group', 'sg-1'],
      'Unknown option --security-group.',
      'Did you mean --security-group-id?',
    ],
    ['add', ['-x'], 'Unknown option -x.', 'Run awswhitelist --help'],
    ['lst', [], 'Unknown command "lst".', 'Did you mean "list"?'],
    [
      'frobnicate',
      [],
      'Unknown command "frobnicate".',
      'Commands: add, remove, move, sweep, list, check, whoami, doctor, my-ip, policy, undo, with, config, schema, sandbox.',
    ],
    ['list', ['--protocol', 'tcp'], 'list takes no --protocol.', '--security-group-id'],
    ['whoami', ['sg-1', 'more'], '"more" is one word too many: whoami takes SECURITY_GROUP_ID.', '--region'],
    [
      'add',
      ['1.2.3.4', 'sg-1', '--port'],
      "Option '--port <value>' argument missing",
      'Run awswhitelist --help',
    ],
    [
      'add',
      ['1.2.3.4', 'sg-1', '--protocol', '-1'],
      "Option '--protocol' argument is ambiguous",
      '--protocol=-1',
    ],
    [
      'add',
      ['1.2.3.4', 'sg-1', '--sandbox=yes'],
      "Option '--sandbox' does not take an argument",
      'Run awswhitelist --help',
    ],
    ['add', ['1.2.3.4', 'sg-1', '--memory'], 'add takes no --memory.', '--port'],
    ['add', ['--grop', 'sg-1'], 'Unknown option --grop.', 'Run awswhitelist --help'],
    ['add', ['--group', 'sg-1'], 'add takes no --group.', '--security-group-id'],
    ['sandbox', ['--profile', 'x'], 'sandbox takes no --profile.', 'Options: --port, --memory, --faults.'],
    ['schema', ['--profile', 'x'], 'schema takes no --profile.', 'Run awswhitelist --help'],
    ['schema', ['word'], '"word" has no place in awswhitelist schema.', 'Run awswhitelist --help'],
    ['sandbox', ['word'], '"word" has no place in awswhitelist sandbox.', 'Run awswhitelist --help'],
    [
      'sandbox',
      ['--port', '99999'],
      'Invalid --port: expected a number from 0 to 65535, for example 4599.',
      'Run awswhitelist --help',
    ],
    ['--port', ['443'], '--port belongs to a command, and none is given.', 'Run awswhitelist --help'],
  ])('of the line: %s %j', async (command, args, message, hint) => {
    const { code, err, error } = await failing(openTerminal(), command, ...args);
    expect(code).toBe(2);
    expect(error.message).toBe(message.endsWith('.') ? message : `${message}.`);
    expect(err).toContain(hint);
    expect(err).not.toContain('\\u{');
  });

  it('credentials are never an option, and what is given as one is not repeated', async () => {
    for (const option of ['--credentials', '--access-key-id', '--secret-access-key', '--session-token']) {
      const { code, err, error } = await failing(openTerminal(), 'list', `${option}=CANARY`);
      expect(code).toBe(2);
      expect(error.message).toBe(`Unknown option ${option}.`);
      expect(err).not.toContain('CANARY');
    }
    for (const command of toolCommands) {
      const help = formatToolHelp(command);
      for (const word of ['--credentials', 'secret', 'session-token']) expect(help).not.toContain(word);
    }
    for (const word of ['--credentials', 'secret', 'session-token'])
      expect(formatGeneralHelp()).not.toContain(word);
  });

  it('-c with a file that is not there: code 2, with the places looked at', async () => {
    const terminal = openTerminal();
    const { code, err } = await failing(terminal, 'list', '-c', 'nosuch.json', '--sandbox');
    expect(code).toBe(2);
    expect(err).toContain('Error: Config file nosuch.json was not found.');
    expect(err).toContain(join(terminal.folder, 'nosuch.json'));
    expect(err).toContain(join(terminal.folder, 'config/awswhitelist/nosuch.json'));
  });

  it('-c with a file that is there sets the default region; a key that is not known is a warning', async () => {
    const terminal = openTerminal();
    terminal.write('me.json', '{"default_parameters": {"region": "eu-west-1"}, "defaults": {}}');
    const { out, err, code } = await terminal.run('list', '--json', '--config', 'me.json', '--sandbox');
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(json(out)).toMatchObject({
      region: 'eu-west-1',
      warnings: [
        expect.stringMatching(/ is \S+me\.json, of the working directory\.$/),
        expect.stringMatching(
          /^Config file \S+me\.json, line 1, column \d+: defaults is not a key known here/,
        ),
      ],
    });
  });

  it('of a sandbox whose state is damaged: code 2, and what to remove', async () => {
    const terminal = openTerminal();
    await terminal.run('list', '--sandbox');
    terminal.write('state/awswhitelist/sandbox.json', 'no json');
    const { code, err } = await failing(terminal, 'list', '--sandbox');
    expect(code).toBe(2);
    expect(err).toContain('The sandbox cannot start');
    expect(err).toContain('remove that file to begin afresh');
  });

  it('of credentials: code 3; of an unknown group: 5; of cancelling: 130', async () => {
    const terminal = openTerminal();
    expect(await failing(terminal, 'list', '--region', 'us-east-1')).toMatchObject({ code: 3 });
    expect(await failing(terminal, 'list', 'sg-1', '--sandbox')).toMatchObject({ code: 5 });
    const stopped = openTerminal({ stop: AbortSignal.abort() });
    expect(await failing(stopped, 'list', '--sandbox')).toMatchObject({ code: 130 });
  });

  it.each([
    ['UnauthorizedOperation', 403, 4],
    ['AuthFailure', 401, 3],
    ['RulesPerSecurityGroupLimitExceeded', 400, 5],
    ['InternalError', 500, 7],
  ])('of AWS: %s has code %3$d', async (awsCode, status, expected) => {
    const aws = await startFakeAws(({ action }) =>
      action === 'GetCallerIdentity' ? undefined : createEc2Error(awsCode, 'x', status),
    );
    onTestFinished(() => aws.close());
    onTestFinished(() => void vi.unstubAllEnvs());
    const env = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'us-east-1',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const { code, err } = await openTerminal().run('add', '203.0.113.7', 'sg-1', '--port', '443');
    expect(code).toBe(expected);
    expect(err).toContain(`  AWS: ${awsCode}, request id req-42`);
  });
});

describe('--help and --version', () => {
  it.each([
    [['--help'], /^awswhitelist .*: let addresses into AWS security groups\./],
    [['-h'], /^awswhitelist /],
    [['add', '--help'], /Usage: awswhitelist add IP_ADDRESS… TARGET… \[OPTIONS\]/],
    [['--help', 'list'], /Usage: awswhitelist list \[TARGET\] \[OPTIONS\]/],
    [['sandbox', '--help'], /Usage: awswhitelist sandbox \[OPTIONS\]/],
    [['policy', '--help'], /Usage: awswhitelist policy \[OPTIONS\]/],
    [['--help', 'schema'], /Usage: awswhitelist schema \[OPTIONS\]/],
    [['--version'], /^awswhitelist \d+\.\d+\.\d+\S*\n$/],
  ])('%j', async (argv, words) => {
    const { code, out, err } = await openTerminal().run(...argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(words);
  });
});

describe('awswhitelist sandbox', () => {
  it('serves until it is told to stop and prints the environment for a shell', async () => {
    const stop = new AbortController();
    const terminal = openTerminal({ stop: stop.signal });
    const running = terminal.run('sandbox', '--memory');
    setTimeout(() => stop.abort(), 50);
    const { code, out, err } = await running;
    expect(code).toBe(0);
    expect(out).toMatch(/^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\nexport AWS_ACCESS_KEY_ID=/);
    expect(err).toMatch(
      /^The sandbox listens on http:\/\/127\.0\.0\.1:\d+\. Nothing is kept when it ends\. Ctrl-C ends it\.\n$/,
    );
    expect(existsSync(join(terminal.folder, 'state'))).toBe(false);
    const asJson = await openTerminal({ stop: stop.signal }).run('sandbox', '--json', '--memory');
    expect(json(asJson.out)).toHaveProperty('AWS_ENDPOINT_URL');
  });
});
