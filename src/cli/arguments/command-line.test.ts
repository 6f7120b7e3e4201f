import { describe, expect, it } from 'vitest';
import type { ErrorReport } from '#core/errors/errors.ts';
import { toolCommands } from './tool-commands.ts';
import { formatGeneralHelp, formatBuiltinHelp, formatToolHelp } from '#cli/help.ts';
import { builtinCommands } from '#cli/commands/builtin-commands.ts';
import { parseCommandLine } from '#cli/parse.ts';
import { assignPositionals } from './positionals.ts';
import { formatError, formatTable, formatView } from '#cli/terminal/print.ts';

const commandNamed = (name: string) => toolCommands.find((command) => command.name === name)!;

describe('a command line', () => {
  it('without a word is "serve", as the guide starts it', () => {
    const none = {
      noConfig: false,
      sandbox: false,
      json: false,
      quiet: false,
      verbose: false,
      yes: false,
      help: false,
      version: false,
      config: undefined,
      logFormat: 'text',
    };
    expect(parseCommandLine([])).toEqual({
      command: null,
      words: [],
      run: null,
      options: {},
      global: none,
    });
    expect(parseCommandLine(['-v']).global).toEqual({ ...none, verbose: true });
    expect(parseCommandLine(['-c', 'config_with_profile.json']).global).toEqual({
      ...none,
      config: 'config_with_profile.json',
    });
  });

  it.each([
    [['--json', 'add', '1.2.3.4', 'sg-1', '--port', 'https']],
    [['add', '1.2.3.4', 'sg-1', '--port=https', '--json']],
    [['add', '--port', 'https', '1.2.3.4', '--json', 'sg-1']],
  ])('takes options anywhere: %j', (argv) => {
    expect(parseCommandLine(argv)).toMatchObject({
      command: 'add',
      words: ['1.2.3.4', 'sg-1'],
      options: { port: 'https' },
      global: { json: true },
    });
  });

  it.each([
    [['policy', '--for', 'roles', '--for=key-age,rule-ids'], { for: 'roles,key-age,rule-ids' }, []],
    [['policy', '--for', 'roles', 'key-age'], { for: 'roles' }, ['key-age']],
    [['policy', '--group', 'sg-1', '--region', 'eu-west-1'], { group: 'sg-1', region: 'eu-west-1' }, []],
    [['sandbox', '--memory', '--port', '1'], { memory: true, port: '1' }, []],
  ])('puts the values of an option that is repeated together: %j', (argv, options, words) => {
    expect(parseCommandLine(argv)).toMatchObject({ command: argv[0], options, words });
  });

  it('takes for words what comes after --, and a value with a dash after =', () => {
    expect(parseCommandLine(['add', '--', '--json']).words).toEqual(['--json']);
    expect(parseCommandLine(['add', '--protocol=-1']).options).toEqual({ protocol: '-1' });
    expect(parseCommandLine(['add', '--description=']).options).toEqual({ description: '' });
  });

  it.each([
    ['add', ['203.0.113.7', 'sg-1'], {}, { ip_address: '203.0.113.7', security_group_id: 'sg-1' }],
    ['add', ['sg-1', '203.0.113.7'], {}, { ip_address: '203.0.113.7', security_group_id: 'sg-1' }],
    ['add', ['sg-1'], { ip_address: '1.1.1.1' }, { ip_address: '1.1.1.1', security_group_id: 'sg-1' }],
    ['remove', ['sgr-1', 'sg-1'], {}, { rule_id: 'sgr-1', security_group_id: 'sg-1' }],
    ['remove', ['sg-1', ''], {}, { ip_address: '', security_group_id: 'sg-1' }],
    ['list', ['sg-1'], {}, { security_group_id: 'sg-1' }],
    ['whoami', ['web'], {}, { security_group_id: 'web' }],
    ['check', ['2001:db8::/32', 'sg-1'], {}, { ip_address: '2001:db8::/32', security_group_id: 'sg-1' }],
  ])('%s %j means, with %j, %j', (name, words, given, args) => {
    expect(assignPositionals(commandNamed(name), words, given)).toEqual({ args, surplus: null });
  });

  it.each([
    ['add', ['1.1.1.1', 'sg-1', '443'], '443'],
    ['whoami', ['sg-1', 'sg-2'], 'sg-2'],
    ['remove', ['sgr-1', 'sgr-2'], 'sgr-2'],
    ['list', ['sg-1', 'sg-1'], 'sg-1'],
  ])('%s %j has one word too many: %s', (name, words, surplus) => {
    expect(assignPositionals(commandNamed(name), words, {})).toMatchObject({ surplus });
  });

  it('leads nowhere to credentials', () => {
    expect(toolCommands.map(({ name }) => name).join(' ')).toBe('add remove move sweep list check whoami');
    for (const { options } of toolCommands)
      expect(options.map(({ argument }) => argument)).not.toContain('credentials');
  });
});

describe('an option that takes one value', () => {
  it.each([
    [['add', '--ip-address', '203.0.113.7', '--ip-address=203.0.113.8'], 'Several go with --ip-addresses.'],
    [['add', '--target', 'a', '--target', 'b'], 'Several go with --targets.'],
    [['list', '-c', 'a.json', '--config', 'b.json'], 'Run awswhitelist --help'],
  ])('is not dropped in silence where it is given twice: %j', (argv, hint) => {
    const read = () => parseCommandLine(argv);
    expect(read).toThrow(/was given more than once, and takes one value\./);
    expect(read).toThrow(
      expect.objectContaining({
        details: { guidance: expect.arrayContaining([expect.stringContaining(hint)]) },
      }),
    );
  });
});

describe('help', () => {
  it('of the program', () => {
    expect(formatGeneralHelp()).toMatchInlineSnapshot(`
      "awswhitelist 0.0.0-source: let addresses into AWS security groups.

      Usage: awswhitelist [COMMAND] [OPTIONS]

      Commands:
        add IP_ADDRESS… TARGET…         Allow an address
        remove [IP_ADDRESS…] TARGET…    Take an address out
        move [IP_ADDRESS…] [TARGET…]    Move access to a new address
        sweep [TARGET…]                 Remove what has expired
        list [TARGET]                   List rules
        check IP_ADDRESS TARGET         Check an address
        whoami [SECURITY_GROUP_ID]      Who am I
        doctor                          Tell which credentials and settings are found, and what they may do
        my-ip                           Show your own public address, and who said what it is
        policy                          Print the IAM policy that this program needs; judge a call by your settings
        undo [FILE]                     Take the change back that an answer tells of
        with ADDRESS TARGET -- COMMAND  Let an address in while a command runs
        config init|check|path          Write a config file, look for mistakes in it, or tell where it is
        schema                          Print the JSON Schema of the config file, for editors
        sandbox                         Run a built-in imitation of AWS to try things on
        (none)                          Serve MCP on standard input and output, for assistants

      Options:
        -c, --config FILE           use this config file
            --no-config             use no config file, not even the one in your config folder
            --sandbox               talk to a built-in imitation of AWS instead of AWS
            --json                  print the answer as JSON
        -y, --yes                   approve the change, where security_settings.allow_yes lets it count
        -q, --quiet                 print no answer, but what could not be done
        -v, --verbose               tell on standard error what happens
            --log-format text|json  how log lines are written (default: text)
        -h, --help                  show help and leave
            --version               show the version and leave

      Run "awswhitelist COMMAND --help" for a command's own options.
      Example: awswhitelist add 203.0.113.7 sg-0123abcd --port https
      "
    `);
  });
  it('of a tool', () => {
    expect(formatToolHelp(commandNamed('remove'))).toMatchInlineSnapshot(`
      "Take the user's access out of AWS security groups: removes inbound rules, or the user's share of those that others hold too. One rule_id, or exactly these addresses; without port all their ports, of every protocol unless given.

      Usage: awswhitelist remove [IP_ADDRESS…] TARGET… [OPTIONS]

      Options:
            --ip-address            IPv4, IPv6, CIDR, or "current": the user's own public address
            --ip-addresses          Several
            --families              4 or 6: narrows "current"
            --security-group-id     sg-…
            --target                Else a name, id, ARN or host name of a group, instance, database, cache, load balancer or Lambda; or tag:KEY=VALUE
            --targets               Several; ids too
            --port                  443, "8000-8010", "ping", "all", or a list. Leave out for a database or cache
            --protocol              tcp (default), udp, icmp, icmpv6, all or "47"
            --rule-id               sgr-…, beside its group
            --holder                Whose, if not the user's own
            --whole-rule            Also for others who hold it
            --allow-gap             If a brief gap is fine
            --dry-run               Plan only
            --profile               If the user names one
            --region                Likewise
            --from FILE             take the addresses from this file: one a line, CSV or JSON; - is standard input
        -c, --config FILE           use this config file
            --no-config             use no config file, not even the one in your config folder
            --sandbox               talk to a built-in imitation of AWS instead of AWS
            --json                  print the answer as JSON
        -y, --yes                   approve the change, where security_settings.allow_yes lets it count
        -q, --quiet                 print no answer, but what could not be done
        -v, --verbose               tell on standard error what happens
            --log-format text|json  how log lines are written (default: text)
        -h, --help                  show help and leave
            --version               show the version and leave
      "
    `);
  });
  const helpOf = (name: string) =>
    formatBuiltinHelp(builtinCommands.find((command) => command.name === name)!);
  it('of the policy', () => {
    expect(helpOf('policy')).toMatchInlineSnapshot(`
      "Print the IAM policy that this program needs, as JSON; nothing is asked of AWS. Without options it is the minimal one, with which every tool works on every security group.

      Features that need more, for --for:
        rule-ids  lists show the ids of rules
        key-age   tells how old an access key is
        roles     assumes the roles of the config file; with source_identity, their trust policies have to
                  allow sts:SetSourceIdentity too
        targets   finds the groups of instances, databases, caches, load balancers and functions by name
        quota     reads how many rules the account may have in a group

      --for, --group and --role may be repeated, or take several values with commas between them.

      awswhitelist policy check CALL.json tells what the config file's security_settings say of a call, or of a list
      of calls, without AWS too; - reads standard input. A call is {"tool": "whitelist_add", "arguments": {…}} or
      {"method": "whitelist/add", "params": {…}}.

      Usage: awswhitelist policy [OPTIONS]

      Options:
            --for rule-ids|key-age|roles|targets|quota|grants  allow this feature too
            --group SG-ID                                      allow changes of this group alone
            --region REGION                                    allow changes in this region alone
            --account ID                                       allow changes in this account alone
            --role ARN                                         allow assuming this role alone (--for roles is understood)
        -c, --config FILE                                      use this config file
            --no-config                                        use no config file, not even the one in your config folder
            --json                                             print the answer as JSON
        -h, --help                                             show help and leave
      "
    `);
  });
  it('of the schema', () => {
    expect(helpOf('schema')).toMatchInlineSnapshot(`
      "Print the JSON Schema of the config file. Kept beside the file and named in it ("$schema": "./config.schema.json"), it lets an editor explain the keys and show mistakes.

      Usage: awswhitelist schema [OPTIONS]

      Options:
        -h, --help  show help and leave
      "
    `);
  });
  it('of the sandbox', () => {
    expect(helpOf('sandbox')).toMatchInlineSnapshot(`
      "Run a built-in imitation of AWS EC2 and STS on 127.0.0.1, and print the environment with which any AWS tool can use it.

      Usage: awswhitelist sandbox [OPTIONS]

      Options:
            --port N       listen on this port of 127.0.0.1 (default: any free one)
            --memory       keep nothing when it ends
            --faults FILE  let calls go wrong as this plan says (docs/sandbox-faults.md)
            --json         print the answer as JSON
        -h, --help         show help and leave
      "
    `);
  });
});

describe('print', () => {
  it('lays a table out in columns, without spaces at the ends of lines', () => {
    const table = {
      columns: ['A', 'LONGER', 'C'],
      rows: [
        ['longest', 'b', ''],
        ['', 'x', 'y z'],
      ],
    };
    expect(formatTable(table)).toBe('A        LONGER  C\nlongest  b\n         x       y z');
  });

  it('a view with a table and without', () => {
    const table = { columns: ['A'], rows: [['1']], quoted: ['A'] };
    expect(formatView({ headline: 'Done.', table, notes: ['Note.'] })).toBe('Done.\n\nA\n1\n\nNote.\n');
    expect(formatView({ headline: 'Done.', notes: [] })).toBe('Done.\n');
  });

  it('an error with its guidance and what AWS said', () => {
    const report: ErrorReport = {
      code: 'aws_error',
      message: 'It failed.',
      guidance: ['Do this.', 'Do that.'],
      retryable: false,
      outcome: 'not_done',
      aws: { code: 'Odd', request_id: null, message: 'x' },
    };
    expect(formatError(report)).toBe(
      'Error: It failed.\n  - Do this.\n  - Do that.\n  AWS: Odd, request id unknown\n',
    );
  });
});
