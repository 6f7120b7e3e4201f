import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WhitelistError } from '#core/errors/errors.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import { toToolCommand, type Arguments } from './tool-commands.ts';
import { formatToolHelp } from '#cli/help.ts';
import { looksLikeAddress } from '#cli/arguments/address-list/entry.ts';
import { assignPositionals } from './positionals.ts';

const text = z.string().optional();
const list = z.array(z.string()).optional();

const command = (name: string, input: Record<string, z.ZodType>, positionals: readonly string[]) =>
  toToolCommand(
    defineTool({
      name: `whitelist_${name}`,
      title: name,
      description: name,
      input,
      output: z.object({}),
      annotations: READ_ONLY,
      positionals,
      handler: () => Promise.resolve({}),
      view: () => ({ headline: '', notes: [] }),
    }),
  );

const WORDS = ['ip_address', 'security_group_id'];
const many = { security_group_id: text, ip_address: text, ip_addresses: list, target: text, targets: list };
const commands = {
  add: command('add', many, WORDS),
  remove: command('remove', { ...many, rule_id: text }, WORDS),
  check: command('check', { security_group_id: text, ip_address: z.string(), target: text }, WORDS),
  list: command('list', { security_group_id: text, target: text }, ['security_group_id']),
  old: command('old', { security_group_id: z.string(), ip_address: z.string() }, WORDS),
};
type Name = keyof typeof commands;

const place = (name: Name, line: string, given: Arguments = {}) =>
  assignPositionals(commands[name], line === '' ? [] : line.split(' '), given);

describe('[words.placed] words without an option', () => {
  it.each<[Name, string, Arguments]>([
    ['add', '203.0.113.7 sg-1', { ip_address: '203.0.113.7', security_group_id: 'sg-1' }],
    ['add', 'sg-1 203.0.113.7', { ip_address: '203.0.113.7', security_group_id: 'sg-1' }],
    [
      'add',
      '203.0.113.7 198.51.100.4 sg-1 sg-2',
      { ip_addresses: ['203.0.113.7', '198.51.100.4'], targets: ['sg-1', 'sg-2'] },
    ],
    [
      'add',
      'sg-1 203.0.113.7,2001:db8::/32 current sg-2',
      { ip_addresses: ['203.0.113.7', '2001:db8::/32', 'current'], targets: ['sg-1', 'sg-2'] },
    ],
    ['add', 'current staging-db', { ip_address: 'current', target: 'staging-db' }],
    ['add', 'current sg-1 web', { ip_address: 'current', targets: ['sg-1', 'web'] }],
    ['add', 'current sg-1,sg-2', { ip_address: 'current', targets: ['sg-1', 'sg-2'] }],
    ['add', 'current Name=a,b', { ip_address: 'current', target: 'Name=a,b' }],
    ['add', 'current a,b', { ip_address: 'current', target: 'a,b' }],
    [
      'add',
      'Name=web tag:env=staging i-0123456789abcdef0 eni-0123456789abcdef0',
      { targets: ['Name=web', 'tag:env=staging', 'i-0123456789abcdef0', 'eni-0123456789abcdef0'] },
    ],
    [
      'add',
      'db.abc.us-east-1.rds.amazonaws.com arn:aws:rds:us-east-1:123456789012:db:x',
      { targets: ['db.abc.us-east-1.rds.amazonaws.com', 'arn:aws:rds:us-east-1:123456789012:db:x'] },
    ],
    ['add', 'cafe.de', { target: 'cafe.de' }],
    ['add', '300.1.1.1 web', { ip_address: '300.1.1.1', target: 'web' }],
    ['add', '203.0.113.7:443 web', { ip_address: '203.0.113.7:443', target: 'web' }],
    ['add', '203.0.113.7,bogus web', { ip_addresses: ['203.0.113.7', 'bogus'], target: 'web' }],
    ['remove', 'sgr-1 sg-1', { rule_id: 'sgr-1', security_group_id: 'sg-1' }],
    ['remove', 'sgr-1 web', { rule_id: 'sgr-1', target: 'web' }],
    ['check', 'current staging-db', { ip_address: 'current', target: 'staging-db' }],
    ['check', 'current sg-1', { ip_address: 'current', security_group_id: 'sg-1' }],
    ['list', 'staging-db', { target: 'staging-db' }],
    ['list', 'sg-1', { security_group_id: 'sg-1' }],
    ['list', '203.0.113.7', { target: '203.0.113.7' }],
    ['list', '', {}],
    ['old', '203.0.113.7 staging-db', { ip_address: '203.0.113.7', security_group_id: 'staging-db' }],
  ])('%s %s', (name, line, args) => {
    expect(place(name, line)).toEqual({ args, surplus: null });
  });

  it.each<[Name, string, string]>([
    ['add', '203.0.113.7 sg-1 443', '443'],
    ['add', '203.0.113.7 sg-1 8000-8010 80,443', '8000-8010'],
    ['add', '203.0.113.7 sgr-1 sg-1', 'sgr-1'],
    ['remove', 'sgr-1 sgr-2', 'sgr-2'],
    ['check', '203.0.113.7 198.51.100.4 sg-1', '198.51.100.4'],
    ['check', '203.0.113.7,198.51.100.4 sg-1', '203.0.113.7,198.51.100.4'],
    ['check', 'sg-1 203.0.113.7 web', 'web'],
    ['check', 'sg-1 web 443', 'web'],
    ['list', 'sg-1 sg-2', 'sg-2'],
    ['old', '203.0.113.7 sg-1 sg-2', 'sg-2'],
  ])('%s %s: %s has no place', (name, line, surplus) => {
    expect(place(name, line)).toMatchObject({ surplus });
  });

  it.each<[string, Arguments, Arguments | string]>([
    ['203.0.113.7', { security_group_id: 'sg-1' }, { ip_address: '203.0.113.7', security_group_id: 'sg-1' }],
    ['203.0.113.7 sg-2', { security_group_id: 'sg-1' }, 'sg-2'],
    ['203.0.113.7 web', { target: 'db' }, 'web'],
    ['web db', { targets: ['x'] }, 'db'],
    ['203.0.113.7', { ip_address: '203.0.113.8' }, '203.0.113.7'],
    ['203.0.113.7 203.0.113.9', { ip_addresses: ['203.0.113.8'] }, '203.0.113.9'],
  ])('%s beside options %j', (line, given, expected) => {
    if (typeof expected === 'string') expect(place('add', line, given)).toMatchObject({ surplus: expected });
    else expect(place('add', line, given)).toEqual({ args: expected, surplus: null });
  });

  it.each<[Name, readonly string[], Arguments, Arguments]>([
    ['add', ['', 'sg-1'], {}, { ip_address: '', security_group_id: 'sg-1' }],
    ['add', ['203.0.113.7', ''], {}, { ip_address: '203.0.113.7', target: '' }],
    ['remove', ['sgr-1', ''], {}, { rule_id: 'sgr-1', target: '' }],
    ['add', [''], { from: 'hosts.txt' }, { from: 'hosts.txt', target: '' }],
    ['list', [''], {}, { target: '' }],
  ])('an empty one stands where something is missing: %s %j with %j', (name, words, given, args) => {
    expect(assignPositionals(commands[name], words, given)).toEqual({ args, surplus: null });
  });

  it.each(['203.0.113.7,', ',203.0.113.7', '203.0.113.7,,198.51.100.4', 'sg-1, ,sg-2'])(
    'nothing between commas is refused: %s',
    (word) => {
      expect(() => assignPositionals(commands.add, [word], {})).toThrow(WhitelistError);
      expect(() => assignPositionals(commands.add, [word], {})).toThrow(
        /^"\S+.*" has nothing as its value [123] of [23]: expected/,
      );
    },
  );
});

it('what is meant for an address, right or wrong', () => {
  const yes = [
    '1.2.3.4',
    '1.2.3.4/33',
    '10.0.0.*',
    '10.0.0.1-10.0.0.9',
    '::',
    '2001:DB8::1/64',
    'fe80::1%eth0',
    '1.2',
    'Current',
  ];
  const no = [
    '',
    '.',
    '...',
    '443',
    'web',
    'a.b',
    'dead',
    'currents',
    'arn:aws:x',
    'tag:a=1',
    'sg-1',
    '1.2.3.x',
  ];
  expect(yes.filter((word) => !looksLikeAddress(word))).toEqual([]);
  expect(no.filter(looksLikeAddress)).toEqual([]);
  // What takes time beyond its length would not end here.
  expect(looksLikeAddress(`${'.'.repeat(1_000_000)}x`)).toBe(false);
});

it('help names the places, and --from where it is taken', () => {
  expect(formatToolHelp(commands.add)).toContain('Usage: awswhitelist add IP_ADDRESS… TARGET… [OPTIONS]\n');
  expect(formatToolHelp(commands.add)).toMatch(/\n {6}--from FILE +take the addresses from this file/);
  expect(formatToolHelp(commands.check)).toContain('awswhitelist check IP_ADDRESS TARGET [OPTIONS]\n');
  expect(formatToolHelp(commands.check)).not.toContain('--from');
  expect(formatToolHelp(commands.old)).toContain('awswhitelist old IP_ADDRESS SECURITY_GROUP_ID [OPTIONS]\n');
});
